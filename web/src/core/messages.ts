/**
 * Messages: a text with {named} places, or a choice of texts by the plural of {count} under CLDR's categories.
 */

export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
export type Catalogue = Readonly<Record<string, Message>>;
export type Params = Readonly<Record<string, string | number>>;

const PLACE = /\{(\w+)\}/g;

/** The text of a message for a reader. Numbers are written as the reader writes them; a place without a value stays. */
export function format(message: Message, tag: string, params: Params = {}): string {
  const text = typeof message === "string" ? message : choose(message, tag, params["count"]);
  return text.replace(PLACE, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(tag).format(value) : value;
  });
}

/** The names of the places of a message, sorted. */
export function places(message: Message): string[] {
  const texts = typeof message === "string" ? [message] : Object.values(message);
  return [...new Set(texts.flatMap((text) => [...text.matchAll(PLACE)].map((found) => found[1] ?? "")))].sort();
}

function choose(forms: Exclude<Message, string>, tag: string, count: string | number | undefined): string {
  const rule = typeof count === "number" ? new Intl.PluralRules(tag).select(count) : "other";
  return forms[rule] ?? forms.other ?? "";
}

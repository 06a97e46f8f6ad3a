/** The languages of the interface, and which way each is written. */

export const INTERFACE = ["en", "es", "pt-BR", "fr", "de", "it", "id", "vi", "th", "ja", "ko", "ar", "hi", "tr"] as const;

export type Tag = (typeof INTERFACE)[number];

const RIGHT_TO_LEFT = new Set(["ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);

export type Direction = "ltr" | "rtl";

export function directionOf(tag: string): Direction {
  return RIGHT_TO_LEFT.has(primary(tag)) ? "rtl" : "ltr";
}

/** The language alone: "pt" of "pt-BR". */
export function primary(tag: string): string {
  return (tag.split("-")[0] ?? tag).toLowerCase();
}

/**
 * The first of `wanted` that is offered: exactly, else any of the same language ("es-MX" takes "es", "pt-PT" takes
 * "pt-BR"). Nothing fits: null.
 */
export function negotiate<T extends string>(wanted: readonly string[], offered: readonly T[]): T | null {
  for (const tag of wanted) {
    const exact = offered.find((one) => one.toLowerCase() === tag.toLowerCase());
    const alike = exact ?? offered.find((one) => primary(one) === primary(tag));
    if (alike !== undefined) return alike;
  }
  return null;
}

/** A language's name in itself: "ไทย". The tag where the browser knows no name. */
export function nativeName(tag: string): string {
  return nameIn(tag, tag);
}

/** A language's name for a reader of `reader`. */
export function nameIn(tag: string, reader: string): string {
  const name = new Intl.DisplayNames([reader], { type: "language", fallback: "code" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1);
}

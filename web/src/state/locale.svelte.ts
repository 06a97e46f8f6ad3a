/** The language of the interface, and texts in it. */

import english from "../messages/en.json";
import { type Direction, INTERFACE, type Tag, directionOf, negotiate } from "../core/locale";
import { type Catalogue, type Params, format } from "../core/messages";
import { type Money, formatMoney } from "../core/money";
import * as time from "../core/time";

export type Key = keyof typeof english;

const FILES = import.meta.glob<Catalogue>(["../messages/*.json", "!../messages/en.json"], { import: "default" });

class Locale {
  tag = $state<Tag>("en");
  private catalogue = $state.raw<Catalogue>(english);

  get direction(): Direction {
    return directionOf(this.tag);
  }

  /** Loads a language and turns the page to it. What is not offered, or cannot be had now, falls back to English. */
  async use(wanted: readonly string[]): Promise<void> {
    const tag = negotiate(wanted, INTERFACE) ?? "en";
    const load = FILES[`../messages/${tag}.json`];
    const catalogue = load ? await load().catch(() => null) : english; // null: no network to bring it
    this.catalogue = catalogue ?? english;
    this.tag = catalogue ? tag : "en";
    document.documentElement.lang = this.tag;
    document.documentElement.dir = this.direction;
  }

  text = (key: Key, params?: Params): string =>
    format(this.catalogue[key] ?? english[key], this.tag, params);

  /** A text for a key that the server names; null where there is none. */
  lookup = (key: string, params?: Params): string | null =>
    key in english ? this.text(key as Key, params) : null;

  coins = (count: number): string => this.text("coins", { count });
  number = (value: number): string => new Intl.NumberFormat(this.tag).format(value);
  signed = (value: number): string => new Intl.NumberFormat(this.tag, { signDisplay: "exceptZero" }).format(value);
  money = (money: Money): string => formatMoney(money, this.tag);
  day = (ms: number): string => time.day(ms, this.tag);
  moment = (ms: number): string => time.moment(ms, this.tag);
  spoken = (ms: number): string => time.spoken(ms, this.tag);
}

export const locale = new Locale();
export const t = locale.text;

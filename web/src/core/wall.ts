/** What the sheet at a locked episode says. */

import type { Access, Offers, Way } from "../api/types";
import { type Money, worth } from "./money";

export interface Choice {
  readonly count: number; // episodes from this one on
  readonly price: number; // coins
  readonly money: Money | null; // what those coins are worth
  readonly short: number; // coins missing
}

type CoinWay = Extract<Way, { way: "coin" }>;

export function coinWay(access: Access): CoinWay | null {
  return access.ways.find((way): way is CoinWay => way.way === "coin") ?? null;
}

/** This episode, then the longer runs, shortest first. No coins here: none. */
export function choices(access: Access, offers: Offers): Choice[] {
  const way = coinWay(access);
  if (!way) return [];
  const runs = offers.next_n.filter((run) => run.count > 1).sort((a, b) => a.count - b.count);
  return [{ count: 1, price: way.price }, ...runs].map(({ count, price }) => ({
    count,
    price,
    money: way.money ? worth(price, way.price, way.money) : null,
    short: Math.max(0, price - way.balance),
  }));
}

/**
 * The numbers that "the next `count`" opens: from `from` on, those that are locked, `count` of them. `open` answers for
 * the numbers it knows.
 */
export function run(from: number, count: number, last: number, open: (number: number) => boolean): number[] {
  const numbers: number[] = [];
  for (let number = from; number <= last && numbers.length < count; number++) {
    if (!open(number)) numbers.push(number);
  }
  return numbers;
}

/** The smallest pack that covers what is missing, else the largest. */
export function fittingPack<P extends { coins: number; bonus: number }>(packs: readonly P[], short: number): P | null {
  const rising = [...packs].sort((a, b) => a.coins + a.bonus - b.coins - b.bonus);
  return rising.find((pack) => pack.coins + pack.bonus >= short) ?? rising.at(-1) ?? null;
}

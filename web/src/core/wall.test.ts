import { describe, expect, it } from "vitest";

import type { Access, Offers } from "../api/types";
import { choices, fittingPack, run } from "./wall";

const coin = { way: "coin", price: 60, balance: 100, short: 0, money: { amount: 60, currency: "USD" } } as const;
const access: Access = { open: false, reason: "locked", ways: [coin] };
const offers: Offers = {
  access,
  balance: 100,
  packs: [],
  plans: [],
  ads: { left_today: 0, cap: 5 },
  next_n: [{ count: 10, price: 540 }, { count: 1, price: 60 }, { count: 5, price: 300 }],
};

describe("choices", () => {
  it("begin with this episode alone and grow", () => {
    expect(choices(access, offers).map((choice) => choice.count)).toEqual([1, 5, 10]);
  });
  it("say what coins are worth and how many are missing", () => {
    expect(choices(access, offers)[1]).toEqual({ count: 5, price: 300, money: { amount: 300, currency: "USD" }, short: 200 });
  });
  it("are none where coins do not open it", () => expect(choices({ ...access, ways: [] }, offers)).toEqual([]));
});

describe("the next few", () => {
  const open = (number: number) => number <= 3 || number === 5;
  it("skip what is open already", () => expect(run(4, 3, 12, open)).toEqual([4, 6, 7]));
  it("end with the drama", () => expect(run(11, 5, 12, open)).toEqual([11, 12]));
});

describe("the pack that fits", () => {
  const packs = [{ coins: 1000, bonus: 100 }, { coins: 500, bonus: 0 }];
  it("is the smallest that is enough, bonus counted", () => {
    expect(fittingPack(packs, 400)?.coins).toBe(500);
    expect(fittingPack(packs, 1050)?.coins).toBe(1000);
  });
  it("is the largest where none is enough", () => expect(fittingPack(packs, 9000)?.coins).toBe(1000));
  it("may not exist", () => expect(fittingPack([], 1)).toBeNull());
});

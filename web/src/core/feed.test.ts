import { describe, expect, it } from "vitest";

import { CAREFUL_GOAL_S, ENOUGH_S, LEAST_GOAL_S, MOST_GOAL_S, goal, mayPreload, seats, slotOf } from "./feed";

describe("seats", () => {
  it("hold the one on stage, the next and the previous, each in a player of its own", () => {
    const held = seats(5, 12);
    expect(held.map((seat) => [seat.index, seat.role])).toEqual([[5, "stage"], [6, "next"], [4, "previous"]]);
    expect(new Set(held.map((seat) => seat.slot)).size).toBe(3);
  });
  it("stay where they are after a swipe: only the farthest is given up", () => {
    const before = new Map(seats(5, 12).map((seat) => [seat.index, seat.slot]));
    for (const seat of seats(6, 12)) if (before.has(seat.index)) expect(seat.slot).toBe(before.get(seat.index));
  });
  it("are fewer at the ends", () => {
    expect(seats(0, 12).map((seat) => seat.index)).toEqual([0, 1]);
    expect(seats(11, 12).map((seat) => seat.index)).toEqual([11, 10]);
    expect(seats(0, 0)).toEqual([]);
  });
  it("have numbers from 0 to 2", () => expect([-1, 0, 1, 2, 3].map(slotOf)).toEqual([2, 0, 1, 2, 0]));
});

describe("loading ahead", () => {
  it("is small at first and grows with what was watched, within bounds", () => {
    expect(goal(0, true)).toBe(LEAST_GOAL_S);
    expect(goal(8, true)).toBeGreaterThan(goal(4, true));
    expect(goal(1000, true)).toBe(MOST_GOAL_S);
  });
  it("is larger where the link is no more than enough", () => {
    expect(goal(0, false)).toBe(CAREFUL_GOAL_S);
    expect(goal(1000, false)).toBe(MOST_GOAL_S);
  });
  it("of the next episode waits until the one on stage has enough", () => {
    expect(mayPreload({ watchedS: 1, aheadS: ENOUGH_S - 0.1, leftS: 60 }, false)).toBe(false);
    expect(mayPreload({ watchedS: 1, aheadS: 5, leftS: 60 }, false)).toBe(true);
  });
  it("of the next episode begins when the one on stage is loaded to its end", () => {
    expect(mayPreload({ watchedS: 16, aheadS: 1.4, leftS: 1.4 }, false)).toBe(true);
  });
  it("waits for the end where data is to be saved", () => {
    expect(mayPreload({ watchedS: 1, aheadS: 6, leftS: 60 }, true)).toBe(false);
    expect(mayPreload({ watchedS: 54, aheadS: 6, leftS: 6 }, true)).toBe(true);
  });
});

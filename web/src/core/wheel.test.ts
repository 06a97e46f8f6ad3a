import { expect, it } from "vitest";

import { STILL, turn } from "./wheel";

function steps(turns: readonly (readonly [delta: number, at: number])[]): number {
  let wheel = STILL;
  return turns.reduce((sum, [delta, at]) => {
    const [next, step] = turn(wheel, delta, at);
    wheel = next;
    return sum + step;
  }, 0);
}

it("one click of a wheel is one episode, up or down", () => {
  expect(steps([[100, 0]])).toBe(1);
  expect(steps([[-100, 0]])).toBe(-1);
});
it("a sweep of a trackpad with its long tail is one episode", () => {
  const tail = Array.from({ length: 60 }, (_, at) => [120 * 0.94 ** at, at * 16] as const);
  expect(steps(tail)).toBe(1);
});
it("clicks with a pause between them are one episode each", () => {
  expect(steps([[100, 0], [100, 700], [100, 1400]])).toBe(3);
});
it("a tremble is nothing", () => expect(steps([[2, 0], [-3, 500]])).toBe(0));

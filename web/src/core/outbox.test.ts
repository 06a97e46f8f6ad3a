import { expect, it } from "vitest";

import { BATCH, MOST_KEPT, add, batch, open, sent } from "./outbox";

const start = { kind: "start", drama: "d", number: 1, position_ms: 0.4 } as const;
const filled = (count: number) =>
  Array.from({ length: count }).reduce((box: ReturnType<typeof open>, _, at) => add(box, start, `id${at}`, at), open("s"));

it("events are numbered within their session and have whole positions", () => {
  expect(filled(3).waiting.map((event) => [event.session, event.seq, event.position_ms])).toEqual([["s", 0, 0], ["s", 1, 0], ["s", 2, 0]]);
});
it("go in batches, the oldest first, and stay until the server has them", () => {
  const box = filled(BATCH + 5);
  const first = batch(box);
  expect(first).toHaveLength(BATCH);
  expect(first[0]?.id).toBe("id0");
  expect(sent(box, first).waiting).toHaveLength(5);
});
it("that came while others were on their way are not lost", () => {
  const box = filled(2);
  expect(sent(add(box, start, "late", 9), batch(box)).waiting.map((event) => event.id)).toEqual(["late"]);
});
it("are kept for an evening without a network, not for ever", () => {
  const box = filled(MOST_KEPT + 1);
  expect(box.waiting).toHaveLength(MOST_KEPT);
  expect(box.waiting[0]?.id).toBe("id1");
});
it("of an earlier session go first", () => {
  const kept = filled(1).waiting;
  expect(add(open("t", kept), start, "new", 1).waiting.map((event) => event.session)).toEqual(["s", "t"]);
});

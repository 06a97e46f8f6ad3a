import { describe, expect, it } from "vitest";

import { BASE_PERCENT, bottomOf, cuesAt, isSign, parseVtt } from "./vtt";

const FILE = `WEBVTT
X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000

NOTE not a cue

E01.002
00:00:05.920 --> 00:00:07.840 line:12.00% position:50% size:72.22% align:center
At the crossing

E01.001
00:00:03.920 --> 00:00:05.274 line:71.25% position:50%
-<i>I&#39;ll</i> go &amp; see
-مرحبا

00:09.000 --> 00:08.000
ends before it begins
`;

describe("a file", () => {
  const cues = parseVtt(FILE);
  it("gives its cues in order of time, notes and broken ones left out", () => {
    expect(cues.map((cue) => cue.startMs)).toEqual([3920, 5920]);
  });
  it("gives plain lines, tags and entities read", () => {
    expect(cues[0]?.lines).toEqual(["-I'll go & see", "-مرحبا"]);
  });
  it("tells writing in the picture from speech by where it stands", () => {
    expect(cues.map(isSign)).toEqual([false, true]);
  });
  it("lets the lines of a cue grow upwards from one floor", () => {
    expect(cues[0] && bottomOf(cues[0])).toBe(BASE_PERCENT);
  });
  it("shows a cue from its first moment to before its last", () => {
    expect([3919, 3920, 5273, 5274].map((ms) => cuesAt(cues, ms).length)).toEqual([0, 1, 1, 0]);
  });
});

it("hours, a byte order mark and Windows lines are read", () => {
  const [cue] = parseVtt("\ufeffWEBVTT\r\n\r\n01:00:00.500 --> 01:00:01.000\r\nสวัสดี\r\n");
  expect(cue).toEqual({ startMs: 3_600_500, endMs: 3_601_000, top: null, lines: ["สวัสดี"] });
});
it("anything else gives no cues", () => expect(parseVtt("<html>")).toEqual([]));

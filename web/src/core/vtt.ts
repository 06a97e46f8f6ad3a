/**
 * WebVTT as releases carry it: cues with a time, an optional line position and text. Drawn by the app, so that size, safe
 * area and writing direction are the viewer's. https://www.w3.org/TR/webvtt1/
 */

export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly top: number | null; // where the cue's box begins, in percent of the picture's height
  readonly lines: readonly string[];
}

const TIMES = /^(?:(\d+):)?(\d{2}):(\d{2})\.(\d{3})\s+-->\s+(?:(\d+):)?(\d{2}):(\d{2})\.(\d{3})(.*)$/;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", nbsp: "\u00a0", lrm: "\u200e", rlm: "\u200f" };

/** The cues of a file in order of time. Blocks that are no cues, and cues that end before they begin, are left out. */
export function parseVtt(text: string): Cue[] {
  const blocks = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n").split(/\n{2,}/);
  const cues = blocks.map(parseBlock).filter((cue): cue is Cue => cue !== null);
  return cues.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

/** The cues shown at a moment. */
export function cuesAt(cues: readonly Cue[], ms: number): Cue[] {
  return cues.filter((cue) => cue.startMs <= ms && ms < cue.endMs);
}

/** Cues above the middle translate writing in the picture; those below are speech. */
export function isSign(cue: Cue): boolean {
  return cue.top !== null && cue.top < 50;
}

export const LINE_PERCENT = 5; // height of a line in the releases' own layout
export const BASE_PERCENT = 81.25; // where the last line of speech ends if a cue does not say

/** Where a cue of speech ends, in percent of the picture's height: its lines grow upwards from there. */
export function bottomOf(cue: Cue): number {
  return cue.top === null ? BASE_PERCENT : Math.min(94, cue.top + LINE_PERCENT * cue.lines.length);
}

function parseBlock(block: string): Cue | null {
  const lines = block.split("\n");
  const at = lines.findIndex((line) => line.includes("-->"));
  const found = at < 0 ? null : TIMES.exec((lines[at] ?? "").trim());
  if (!found) return null;
  const startMs = milliseconds(found.slice(1, 5));
  const endMs = milliseconds(found.slice(5, 9));
  const said = lines.slice(at + 1).map(plain).filter((line) => line !== "");
  if (endMs <= startMs || said.length === 0) return null;
  const line = /(?:^|\s)line:(\d+(?:\.\d+)?)%/.exec(found[9] ?? "");
  return { startMs, endMs, top: line ? Number(line[1]) : null, lines: said };
}

function milliseconds([hours, minutes, seconds, thousandths]: readonly (string | undefined)[]): number {
  return ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(thousandths);
}

/** The character of a numeric reference ("#39", "#x27"), null for anything else. */
function character(name: string): string | null {
  const found = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
  if (!found) return null;
  const point = found[1] ? parseInt(found[1], 16) : Number(found[2]);
  return point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

/** Text without tags, with entities read. */
function plain(line: string): string {
  const bare = line.replace(/<[^>]*>/g, "");
  return bare.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? character(name) ?? whole).trim();
}

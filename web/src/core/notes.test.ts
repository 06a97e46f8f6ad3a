import { expect, it } from "vitest";

import type { Note } from "../api/types";
import { SHOWN_MS, noteAt, wordsIn } from "./notes";

const note = (number: number, at_ms: number): Note => ({ number, at_ms, title: {}, text: { en: `${number} ${at_ms}` } });
const notes = [note(1, 1000), note(1, 5000), note(2, 1000)];

it("a note comes at its time in its episode and goes after a while", () => {
  expect(noteAt(notes, 1, 999)).toBeNull();
  expect(noteAt(notes, 1, 1000)).toBe(notes[0]);
  expect(noteAt(notes, 2, 1000 + SHOWN_MS)).toBeNull();
});
it("a newer note takes the place of an older one", () => expect(noteAt(notes, 1, 5000)).toBe(notes[1]));
it("it speaks the reader's language, else English, else what there is", () => {
  expect(wordsIn({ en: "bell", th: "กระดิ่ง" }, "th")).toEqual({ text: "กระดิ่ง", lang: "th" });
  expect(wordsIn({ en: "bell", th: "กระดิ่ง" }, "ja")?.lang).toBe("en");
  expect(wordsIn({ zh: "铃" }, "ja")?.lang).toBe("zh");
  expect(wordsIn({}, "ja")).toBeNull();
});

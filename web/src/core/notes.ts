/** Notes on a drama's customs: which one belongs on the screen now, and in which words. */

import type { Note } from "../api/types";
import { negotiate } from "./locale";

/** How long a note waits to be opened before it goes. */
export const SHOWN_MS = 9000;

/** The note of an episode at a position: the last one that has begun and not gone; null for none. */
export function noteAt(notes: readonly Note[], number: number, ms: number): Note | null {
  const here = notes.filter((note) => note.number === number && note.at_ms <= ms && ms < note.at_ms + SHOWN_MS);
  return here.reduce<Note | null>((last, note) => (last && last.at_ms > note.at_ms ? last : note), null);
}

/** The words for a reader: their language's, else English, else any. */
export function wordsIn(text: Readonly<Record<string, string>>, reader: string): { text: string; lang: string } | null {
  const tags = Object.keys(text);
  const lang = negotiate([reader, "en"], tags) ?? tags[0];
  return lang === undefined ? null : { text: text[lang] ?? "", lang };
}

/** Which voice and which subtitles a viewer gets: what they chose, else what the interface speaks. */

import type { Track, Viewer } from "../api/types";
import { negotiate } from "./locale";

type Chooser = Pick<Viewer, "audio" | "subtitles">;

/** English, else the first voice there is, for a viewer whose own language has none. Null only where there is no voice. */
export function chosenVoice(viewer: Chooser, reader: string, tracks: readonly Track[]): string | null {
  const tags = tracks.map((track) => track.tag);
  return negotiate([...(viewer.audio ? [viewer.audio] : []), reader, "en"], tags) ?? tags[0] ?? null;
}

/** Null for none. A viewer who reads no language on offer gets English rather than nothing. */
export function chosenSubtitles(viewer: Chooser, reader: string, tracks: readonly Track[]): string | null {
  if (viewer.subtitles === "") return null;
  const tags = tracks.map((track) => track.tag);
  return negotiate([...(viewer.subtitles ? [viewer.subtitles] : []), reader, "en"], tags);
}

/** Fetches the subtitles that a ticket names; whole files are small, and one file holds all languages of an episode. */

import type { Ticket } from "../api/types";
import { firstSegment, subtitlePlaylist } from "../core/playlists";
import { type Cue, parseVtt } from "../core/vtt";

/** The cues of a language; none where the ticket has no such subtitles or they do not come. */
export async function fetchCues(ticket: Ticket, language: string, signal: AbortSignal): Promise<Cue[]> {
  const name = subtitlePlaylist(ticket.master, language);
  const playlist = name === null ? undefined : ticket.playlists[name];
  const segment = playlist === undefined ? null : firstSegment(playlist, location.origin);
  if (!segment) return [];
  const headers: HeadersInit = segment.last === Infinity ? {} : { Range: `bytes=${segment.first}-${segment.last}` };
  try {
    const answer = await fetch(segment.url, { headers, signal, credentials: "omit" });
    return answer.ok ? parseVtt(await answer.text()) : [];
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return []; // gone to another episode, or no network
    throw error;
  }
}

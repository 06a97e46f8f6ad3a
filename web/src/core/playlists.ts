/**
 * A play ticket's playlists, made ready for the player: one address for the master, under which everything lies in memory.
 *
 * The ticket names its playlists as the release does ("video-360p.m3u8"). A playlist in memory has no address of its own
 * against which "/m/…" could be read, so media addresses are made whole first.
 */

import type { Ticket } from "../api/types";

export interface Playlists {
  readonly master: string;
  readonly playlists: Readonly<Record<string, string>>;
}

/** Gives a text an address; the caller takes the address back when the episode leaves its player. */
export type Shelve = (text: string) => string;

const QUOTED_URI = /URI="([^"]*)"/g;

/** `text` with every address in it made whole against `origin`. */
export function absolute(text: string, origin: string): string {
  return mapAddresses(text, (address) => new URL(address, origin).href);
}

/**
 * The master's text with the addresses of its playlists, and `voice` as the default among its voices. Subtitles are
 * drawn by the app and left out, so the player does not load them too.
 */
export function inline(ticket: Playlists, voice: string | null, origin: string, shelve: Shelve): string {
  const shelved = new Map<string, string>();
  const place = (name: string): string => {
    const text = ticket.playlists[name];
    if (text === undefined) throw new Error(`the play ticket lacks the playlist ${name}`);
    const known = shelved.get(name) ?? shelve(absolute(text, origin));
    shelved.set(name, known);
    return known;
  };
  const lines = ticket.master.split("\n").filter((line) => !line.includes("TYPE=SUBTITLES"));
  return mapAddresses(lines.map((line) => withDefault(withoutSubtitles(line), voice)).join("\n"), place);
}

export interface Range {
  readonly url: string;
  readonly first: number; // first byte
  readonly last: number; // last byte, Infinity for the whole file
}

/** Where a player begins: the first segment of the lowest rung, and of a voice (null: the default one). */
export function firstSegments(ticket: Playlists, voice: string | null, origin: string): Range[] {
  const lines = ticket.master.split("\n").map((line) => line.trim());
  const rungs = lines.flatMap((line, at) => {
    const bits = /^#EXT-X-STREAM-INF:(?:.*,)?BANDWIDTH=(\d+)/.exec(line)?.[1];
    return bits === undefined ? [] : [{ bits: Number(bits), name: lines[at + 1] ?? "" }];
  });
  const lowest = rungs.sort((one, other) => one.bits - other.bits)[0]?.name;
  const chosen = voice === null ? "DEFAULT=YES" : `LANGUAGE="${voice}"`;
  const sound = lines.find((line) => line.includes("TYPE=AUDIO") && line.includes(chosen));
  const names = [lowest, sound && /URI="([^"]*)"/.exec(sound)?.[1]];
  return names.flatMap((name) => {
    const text = name === undefined ? undefined : ticket.playlists[name];
    const range = text === undefined ? null : firstSegment(text, origin);
    return range && range.last !== Infinity ? [range] : [];
  });
}

/** The first segment of a playlist, which is all of subtitles: an address and its bytes. */
export function firstSegment(playlist: string, origin: string): Range | null {
  const lines = playlist.split("\n").map((line) => line.trim());
  const address = lines.find((line) => line !== "" && !line.startsWith("#"));
  if (address === undefined) return null;
  const url = new URL(address, origin).href;
  const range = lines.map((line) => /^#EXT-X-BYTERANGE:(\d+)(?:@(\d+))?$/.exec(line)).find(Boolean);
  if (!range) return { url, first: 0, last: Infinity };
  const first = Number(range[2] ?? 0);
  return { url, first, last: first + Number(range[1]) - 1 };
}

/** The bytes at the playlists' EXT-X-MAP that came in the ticket, by `placeOf` where they lie. */
export function heads(ticket: Pick<Ticket, "playlists" | "heads">, origin: string): Map<string, Uint8Array<ArrayBuffer>> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, bytes] of Object.entries(ticket.heads)) {
    const line = /^#EXT-X-MAP:.*$/m.exec(ticket.playlists[name] ?? "")?.[0] ?? "";
    const address = /URI="([^"]*)"/.exec(line)?.[1];
    const range = /BYTERANGE="(\d+)@(\d+)"/.exec(line);
    if (address === undefined || !range) continue;
    const first = Number(range[2]);
    const place = placeOf(new URL(address, origin).href, first, first + Number(range[1]));
    found.set(place, Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0)));
  }
  return found;
}

/** What names bytes of a file: `end` is the first after them. */
export const placeOf = (url: string, first: number, end: number): string => `${url} ${first}-${end}`;

/** The name of the subtitle playlist of a language in a master, null where there is none. */
export function subtitlePlaylist(master: string, language: string): string | null {
  const line = master
    .split("\n")
    .find((one) => one.includes("TYPE=SUBTITLES") && one.includes(`LANGUAGE="${language}"`));
  return (line && /URI="([^"]*)"/.exec(line)?.[1]) ?? null;
}

function mapAddresses(text: string, change: (address: string) => string): string {
  return text
    .split("\n")
    .map((line) => {
      const bare = line.trim();
      if (bare === "") return line;
      if (bare.startsWith("#")) return line.replace(QUOTED_URI, (_, address: string) => `URI="${change(address)}"`);
      return change(bare);
    })
    .join("\n");
}

function withoutSubtitles(line: string): string {
  return line.startsWith("#EXT-X-STREAM-INF:") ? line.replace(/,SUBTITLES="[^"]*"/, "") : line;
}

function withDefault(line: string, voice: string | null): string {
  if (voice === null || !line.includes("TYPE=AUDIO")) return line;
  const chosen = line.includes(`LANGUAGE="${voice}"`);
  return line.replace(/DEFAULT=(YES|NO)/, `DEFAULT=${chosen ? "YES" : "NO"}`);
}

/**
 * Watch events on their way to the server: numbered within a session, sent in batches, kept while the link is down. The
 * server knows an event by its id, so sending one twice does no harm.
 */

import type { Assignment } from "../api/types";

export interface WatchEvent {
  readonly id: string;
  readonly session: string;
  readonly seq: number;
  readonly kind: EventKind;
  readonly drama: string;
  readonly number: number;
  readonly position_ms: number;
  readonly audio: string | null;
  readonly subtitles: string | null;
  readonly way: string | null;
  readonly arm: string | null;
  readonly probability: number | null;
  readonly at_ms: number;
}

export type EventKind = "start" | "progress" | "pause" | "swipe" | "end" | "wall" | "unlock" | "like" | "error";
export type Happening = Pick<WatchEvent, "kind" | "drama" | "number" | "position_ms"> & Partial<WatchEvent>;

export const BATCH = 50;
export const MOST_KEPT = 500; // an evening without a network

export interface Outbox {
  readonly session: string;
  readonly seq: number;
  readonly waiting: readonly WatchEvent[];
}

/** The arm that events name, with its probability: that of the one experiment that runs, if the viewer takes part. */
export function armOf(assigned: readonly Assignment[]): Pick<WatchEvent, "arm" | "probability"> {
  const [one] = assigned;
  return one ? { arm: `${one.experiment}:${one.arm}`, probability: one.probability } : { arm: null, probability: null };
}

export function open(session: string, kept: readonly WatchEvent[] = []): Outbox {
  return { session, seq: 0, waiting: kept };
}

/** Adds an event. The oldest are dropped when too many wait. */
export function add(box: Outbox, happening: Happening, id: string, at: number): Outbox {
  const event: WatchEvent = {
    audio: null,
    subtitles: null,
    way: null,
    arm: null,
    probability: null,
    ...happening,
    id,
    session: box.session,
    seq: box.seq,
    position_ms: Math.max(0, Math.round(happening.position_ms)),
    at_ms: at,
  };
  return { ...box, seq: box.seq + 1, waiting: [...box.waiting, event].slice(-MOST_KEPT) };
}

export function batch(box: Outbox): readonly WatchEvent[] {
  return box.waiting.slice(0, BATCH);
}

/** Takes out what the server has. */
export function sent(box: Outbox, events: readonly WatchEvent[]): Outbox {
  const ids = new Set(events.map((event) => event.id));
  return { ...box, waiting: box.waiting.filter((event) => !ids.has(event.id)) };
}

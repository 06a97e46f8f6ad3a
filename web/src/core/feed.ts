/**
 * Which episodes hold the three players, and how far each may load.
 *
 * Bytes loaded and never watched are paid for by the viewer. So: the episode on stage loads a little at first, when most
 * swipes happen, at the lowest rung, and more as it is watched; the next one gets its first segment once the one on stage has enough; the
 * previous one keeps what it has and loads nothing.
 */

export const POOL = 3;

/** Seconds the one on stage must have ahead before another may use the link. */
export const ENOUGH_S = 1.5;
/** With data saving on, the next one waits until so little is left. */
const SAVING_LEFT_S = 8;
/** One segment at the lowest rung: enough for a first frame, and 2 s in which to load more. */
export const PRELOAD_S = 2;
/** Seconds ahead at the beginning: a segment where the link brings it in a fraction of its time, three where it does not. */
export const LEAST_GOAL_S = 2;
export const CAREFUL_GOAL_S = 6;
export const MOST_GOAL_S = 12;
/** Before so much was watched, the lowest rung is enough: who swipes on at once has not paid for a sharp picture. */
export const CLIMB_S = 3;
/** A link is roomy when it brings this many times what the pictures need. */
export const ROOMY = 3;

export interface Seat {
  readonly slot: number; // which of the three players
  readonly index: number; // which item of the feed
  readonly role: "stage" | "next" | "previous";
}

/** The items that hold the players with `current` on stage. An item always sits in the same player (its index modulo 3). */
export function seats(current: number, count: number): Seat[] {
  const near: Seat[] = [
    { slot: slotOf(current), index: current, role: "stage" },
    { slot: slotOf(current + 1), index: current + 1, role: "next" },
    { slot: slotOf(current - 1), index: current - 1, role: "previous" },
  ];
  return near.filter((seat) => seat.index >= 0 && seat.index < count);
}

export function slotOf(index: number): number {
  return ((index % POOL) + POOL) % POOL;
}

export interface Stage {
  readonly watchedS: number; // seconds of it really watched
  readonly aheadS: number; // seconds loaded after the position
  readonly leftS: number; // seconds to its end
}

/** How many seconds ahead the episode on stage may load: half of what was watched on top of the least, within bounds. */
export function goal(watchedS: number, roomy: boolean): number {
  return Math.min(MOST_GOAL_S, (roomy ? LEAST_GOAL_S : CAREFUL_GOAL_S) + 0.5 * watchedS);
}

/** Whether the next episode may load its first segment now. With data saving on, only near the end. */
export function mayPreload(stage: Stage, saving: boolean): boolean {
  const enough = stage.aheadS >= Math.min(ENOUGH_S, Math.max(0, stage.leftS - 0.25));
  return enough && (!saving || stage.leftS <= SAVING_LEFT_S);
}

/**
 * What a finger on the stage means. Pure: positions and times in, meanings out; the caller runs the one timer that
 * `wakeAt` asks for and reports it with `tick`.
 */

export const TAP_SLOP = 10; // px a still finger may wander
export const DOUBLE_MS = 280; // longest time between two taps of one double tap
export const HOLD_MS = 420;
export const FLICK = 0.45; // px per ms
export const FAR = 0.22; // part of the height that a slow swipe must cover

export type Meaning =
  | { readonly type: "tap" }
  | { readonly type: "double"; readonly x: number; readonly y: number }
  | { readonly type: "hold"; readonly down: boolean }
  | { readonly type: "pull"; readonly by: number } // px the stage follows the finger
  | { readonly type: "release"; readonly step: -1 | 0 | 1 };

interface Finger {
  readonly x: number;
  readonly y: number;
  readonly at: number;
  readonly kind: "still" | "pulling" | "holding" | "ignored";
}

export interface Touch {
  readonly finger: Finger | null;
  readonly tapped: { readonly x: number; readonly y: number; readonly at: number } | null; // a tap that may become double
}

export const IDLE: Touch = { finger: null, tapped: null };

type Step = readonly [Touch, readonly Meaning[]];

export function down(touch: Touch, x: number, y: number, at: number): Step {
  return [{ ...touch, finger: { x, y, at, kind: "still" } }, []];
}

export function move(touch: Touch, x: number, y: number): Step {
  const { finger } = touch;
  if (!finger || finger.kind === "holding" || finger.kind === "ignored") return [touch, []];
  if (finger.kind === "pulling") return [touch, [{ type: "pull", by: y - finger.y }]];
  const [dx, dy] = [Math.abs(x - finger.x), Math.abs(y - finger.y)];
  if (Math.max(dx, dy) <= TAP_SLOP) return [touch, []];
  const kind = dy > dx ? "pulling" : "ignored";
  const meanings: Meaning[] = kind === "pulling" ? [{ type: "pull", by: y - finger.y }] : [];
  return [{ finger: { ...finger, kind }, tapped: null }, meanings];
}

export function up(touch: Touch, x: number, y: number, at: number, height: number): Step {
  const { finger, tapped } = touch;
  if (!finger) return [touch, []];
  switch (finger.kind) {
    case "holding":
      return [IDLE, [{ type: "hold", down: false }]];
    case "ignored":
      return [IDLE, []];
    case "pulling":
      return [IDLE, [{ type: "release", step: stepOf(y - finger.y, at - finger.at, height) }]];
    case "still":
      if (tapped && at - tapped.at <= DOUBLE_MS) return [IDLE, [{ type: "double", x, y }]];
      return [{ finger: null, tapped: { x, y, at } }, []];
  }
}

export function cancel(touch: Touch): Step {
  if (touch.finger?.kind === "holding") return [IDLE, [{ type: "hold", down: false }]];
  return [IDLE, touch.finger?.kind === "pulling" ? [{ type: "release", step: 0 }] : []];
}

/** Time has passed: a waiting tap becomes a tap, a still finger becomes a hold. */
export function tick(touch: Touch, at: number): Step {
  const { finger, tapped } = touch;
  if (!finger && tapped && at - tapped.at >= DOUBLE_MS) return [IDLE, [{ type: "tap" }]];
  if (finger?.kind === "still" && at - finger.at >= HOLD_MS) {
    return [{ finger: { ...finger, kind: "holding" }, tapped: null }, [{ type: "hold", down: true }]];
  }
  return [touch, []];
}

/** When `tick` must be called, null for never. */
export function wakeAt(touch: Touch): number | null {
  if (touch.finger?.kind === "still") return touch.finger.at + HOLD_MS;
  return touch.finger === null && touch.tapped ? touch.tapped.at + DOUBLE_MS : null;
}

/** Upwards is onwards: 1 for the next episode, -1 for the previous one. */
function stepOf(by: number, ms: number, height: number): -1 | 0 | 1 {
  const far = Math.abs(by) >= FAR * height;
  const fast = Math.abs(by) > 3 * TAP_SLOP && Math.abs(by) / Math.max(1, ms) >= FLICK;
  if (!far && !fast) return 0;
  return by < 0 ? 1 : -1;
}

/**
 * What one episode on the stage is doing, as a pure machine: events in, state out. What the <video> element should do
 * follows from the state alone (`rate`, `wantsPlay`), so a late event cannot leave the two apart.
 */

export type Mode = "loading" | "playing" | "paused" | "ended" | "failed";

export interface PlayerState {
  readonly mode: Mode;
  readonly intent: "play" | "pause"; // what the viewer last asked for
  readonly stalled: boolean; // wants to play and has no data
  readonly held: boolean; // finger down: twice the speed
  readonly dragging: number | null; // position under the finger in ms
  readonly silent: boolean; // the browser let it start only without sound
}

export type PlayerEvent =
  | { readonly type: "show" } // a new episode comes on stage
  | { readonly type: "toggle" }
  | { readonly type: "pause" }
  | { readonly type: "play" }
  | { readonly type: "started" } // frames move
  | { readonly type: "waiting" }
  | { readonly type: "finished" }
  | { readonly type: "failed" }
  | { readonly type: "refused" } // autoplay with sound was not allowed
  | { readonly type: "unmuted" }
  | { readonly type: "hold"; readonly down: boolean }
  | { readonly type: "drag"; readonly ms: number }
  | { readonly type: "drop" };

export const FAST = 2;

export const START: PlayerState = {
  mode: "loading",
  intent: "play",
  stalled: false,
  held: false,
  dragging: null,
  silent: false,
};

export function reduce(state: PlayerState, event: PlayerEvent): PlayerState {
  switch (event.type) {
    case "show":
      return { ...START, silent: state.silent };
    case "toggle":
      return reduce(state, { type: wantsPlay(state) ? "pause" : "play" });
    case "pause":
      return state.mode === "failed" ? state : { ...state, intent: "pause", mode: settled(state, "paused"), held: false };
    case "play":
      return state.mode === "failed" ? state : { ...state, intent: "play", mode: settled(state, "playing") };
    case "started":
      return state.intent === "play" ? { ...state, mode: "playing", stalled: false } : { ...state, stalled: false };
    case "waiting":
      return state.mode === "playing" ? { ...state, stalled: true } : state;
    case "finished":
      return state.dragging === null ? { ...state, mode: "ended", held: false, stalled: false } : state;
    case "failed":
      return { ...state, mode: "failed", held: false, stalled: false, dragging: null };
    case "refused":
      return { ...state, silent: true };
    case "unmuted":
      return { ...state, silent: false };
    case "hold":
      return { ...state, held: event.down && state.mode === "playing" };
    case "drag":
      return state.mode === "failed" ? state : { ...state, dragging: Math.max(0, event.ms), held: false };
    case "drop":
      return { ...state, dragging: null, mode: state.mode === "ended" ? "playing" : state.mode };
  }
}

/** Whether the element should run: not while a finger looks for a place. */
export function wantsPlay(state: PlayerState): boolean {
  return state.intent === "play" && state.dragging === null && (state.mode === "playing" || state.mode === "loading");
}

export function rate(state: PlayerState): number {
  return state.held ? FAST : 1;
}

/** A mode that a wish changes at once; an episode still loading goes on loading. */
function settled(state: PlayerState, mode: Mode): Mode {
  return state.mode === "loading" ? "loading" : mode;
}

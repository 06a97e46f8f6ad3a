/** Keys of the player. A key pressed in a field or with a modifier is not for us. */

import type { Showing } from "./showing.svelte";

export interface Reach {
  readonly showing: Showing;
  readonly like: () => void;
  readonly leave: () => void;
}

const SEEK_MS = 5000;

export function press(event: KeyboardEvent, { showing, like, leave }: Reach): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { target } = event;
  if (target instanceof Element) {
    if (target.closest("input, select, textarea, dialog")) return;
    if (event.key === " " && target.closest("button, a")) return; // it presses that
  }
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act({ showing, like, leave });
}

const toggle = ({ showing }: Reach) => showing.send({ type: "toggle" });
const onwards = ({ showing }: Reach) => showing.step(1);
const backwards = ({ showing }: Reach) => showing.step(-1);

const ACTS: Readonly<Record<string, (reach: Reach) => void>> = {
  " ": toggle,
  k: toggle,
  ArrowDown: onwards,
  PageDown: onwards,
  ArrowUp: backwards,
  PageUp: backwards,
  ArrowRight: ({ showing }) => showing.seek(showing.positionMs + SEEK_MS),
  ArrowLeft: ({ showing }) => showing.seek(showing.positionMs - SEEK_MS),
  Home: ({ showing }) => showing.seek(0),
  m: ({ showing }) => showing.unmute(),
  l: ({ like }) => like(),
  Escape: ({ leave }) => leave(),
};

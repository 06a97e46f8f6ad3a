/** Runs the pure gestures over a real element: pointer events and the one timer in, meanings out. */

import * as gestures from "../core/gestures";
import { STILL, turn } from "../core/wheel";

export interface Hands {
  readonly mean: (meaning: gestures.Meaning) => void;
}

export function touch(node: HTMLElement, hands: Hands) {
  let state = gestures.IDLE;
  let wheel = STILL;
  let timer = 0;

  const apply = ([next, meanings]: readonly [gestures.Touch, readonly gestures.Meaning[]]) => {
    state = next;
    meanings.forEach(hands.mean);
    clearTimeout(timer);
    const at = gestures.wakeAt(state);
    if (at !== null) timer = window.setTimeout(() => apply(gestures.tick(state, performance.now())), at - performance.now() + 1);
  };
  const ours = (event: PointerEvent) => event.isPrimary && event.button <= 0;
  const down = (event: PointerEvent) => {
    if (!ours(event)) return;
    node.setPointerCapture(event.pointerId);
    apply(gestures.down(state, event.clientX, event.clientY, performance.now()));
  };
  const move = (event: PointerEvent) => apply(gestures.move(state, event.clientX, event.clientY));
  const up = (event: PointerEvent) =>
    apply(gestures.up(state, event.clientX, event.clientY, performance.now(), node.clientHeight));
  const cancel = () => apply(gestures.cancel(state));
  const roll = (event: WheelEvent) => {
    event.preventDefault();
    const [next, step] = turn(wheel, event.deltaY, performance.now());
    wheel = next;
    if (step !== 0) hands.mean({ type: "release", step });
  };
  const menu = (event: Event) => event.preventDefault(); // a long press is ours

  const options = { passive: false };
  node.addEventListener("pointerdown", down);
  node.addEventListener("pointermove", move);
  node.addEventListener("pointerup", up);
  node.addEventListener("pointercancel", cancel);
  node.addEventListener("wheel", roll, options);
  node.addEventListener("contextmenu", menu);
  return { destroy: () => clearTimeout(timer) };
}

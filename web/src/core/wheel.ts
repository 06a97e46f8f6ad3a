/**
 * One episode per turn of a wheel or sweep of a trackpad. A trackpad goes on sending ever smaller steps for a second;
 * those must not count again, so a new turn needs a pause, or a step clearly larger than the last.
 */

export const QUIET_MS = 160;
export const REST_MS = 450;

export interface Wheel {
  readonly lastAt: number;
  readonly lastSize: number;
  readonly turnedAt: number;
}

export const STILL: Wheel = { lastAt: -Infinity, lastSize: 0, turnedAt: -Infinity };

export function turn(wheel: Wheel, delta: number, at: number): readonly [Wheel, -1 | 0 | 1] {
  const size = Math.abs(delta);
  const fresh = at - wheel.lastAt > QUIET_MS || size > 1.5 * wheel.lastSize;
  const counts = size >= 4 && fresh && at - wheel.turnedAt > REST_MS;
  const next = { lastAt: at, lastSize: size, turnedAt: counts ? at : wheel.turnedAt };
  if (!counts) return [next, 0];
  return [next, delta > 0 ? 1 : -1];
}

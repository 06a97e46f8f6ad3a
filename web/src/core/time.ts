/** Moments and lengths as people read them. */

/** A position: "1:05". Digits stay Latin, as on every player. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A position for a screen reader: "1 minute 5 seconds". */
export function spoken(ms: number, tag: string): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 60), "minute"],
    [seconds % 60, "second"],
  ];
  const told = parts.filter(([value], index) => value > 0 || (index === 1 && seconds === 0));
  return told
    .map(([value, unit]) => new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: "long" }).format(value))
    .join(" ");
}

export function day(ms: number, tag: string): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: "medium" }).format(ms);
}

export function moment(ms: number, tag: string): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" }).format(ms);
}

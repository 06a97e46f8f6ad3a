/** Sends watch events: every few seconds, and when the page is hidden; what the server has not taken stays for later. */

import { ApiError, type Api } from "../api/client";
import { newId } from "../core/ids";
import { type Happening, type Outbox, type WatchEvent, add, batch, open, sent } from "../core/outbox";

const EVERY_MS = 10_000;
const KEPT = "dramaport.events";

export class Telemetry {
  private box: Outbox;
  private busy = false;

  constructor(private readonly api: Api) {
    this.box = open(newId(), readKept());
    setInterval(() => void this.flush(), EVERY_MS);
    addEventListener("online", () => void this.flush());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.flush();
    });
  }

  tell(happening: Happening): void {
    this.box = add(this.box, happening, newId(), Date.now());
    localStorage.setItem(KEPT, JSON.stringify(this.box.waiting));
  }

  async flush(): Promise<void> {
    const events = batch(this.box);
    if (this.busy || events.length === 0) return;
    this.busy = true;
    try {
      await this.api.events(events);
      this.drop(events);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 400 || error.status === 422) this.drop(events); // they will not be taken tomorrow either
    } finally {
      this.busy = false;
    }
  }

  /** Drops what waits: the viewer whose it was is being erased. */
  forget(): void {
    this.drop(this.box.waiting);
  }

  private drop(events: readonly WatchEvent[]): void {
    this.box = sent(this.box, events);
    localStorage.setItem(KEPT, JSON.stringify(this.box.waiting));
  }
}

function readKept(): WatchEvent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? (kept as WatchEvent[]) : [];
  } catch {
    return [];
  }
}

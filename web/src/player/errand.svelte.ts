/**
 * An advertisement or a payment: a page of somebody else's, opened beside the app, and the server asked how it went. The
 * page's own word counts for nothing.
 */

import { ApiError } from "../api/client";

const DONE = new Set(["granted", "paid"]);
const LOST = new Set(["expired", "refunded", "charged_back"]);
const EVERY_MS = 1200;
const PATIENCE_MS = 15 * 60_000;

export type ErrandKind = "pay" | "ad";
export type ErrandPhase = "idle" | "opening" | "waiting" | "failed";

interface Begun {
  readonly url: string | null; // null: there is no page to open here
  readonly state: () => Promise<{ state: string }>;
}

export class Errand {
  phase = $state<ErrandPhase>("idle");
  kind = $state<ErrandKind>("pay");
  url = $state<string | null>(null);
  private turn = 0;

  /** Opens the page and waits. True once the server says it is done; false where it failed or was given up. */
  async run(kind: ErrandKind, begin: () => Promise<Begun>): Promise<boolean> {
    const turn = ++this.turn;
    this.kind = kind;
    this.phase = "opening";
    this.url = null;
    const page = window.open("", "_blank"); // now, while the browser still knows that the viewer clicked
    if (page) page.opener = null;
    try {
      const { url, state } = await begin();
      if (url === null) {
        page?.close();
        this.phase = "failed";
        return false;
      }
      this.url = new URL(url, location.origin).href;
      if (page) page.location.replace(this.url);
      this.phase = "waiting";
      const done = await this.wait(state, turn);
      if (turn === this.turn) this.phase = done ? "idle" : "failed";
      return done;
    } catch (error) {
      page?.close();
      if (turn === this.turn) this.phase = "failed";
      throw error;
    }
  }

  /** Stops waiting; the server goes on by itself. */
  abandon(): void {
    this.turn += 1;
    this.phase = "idle";
  }

  private async wait(ask: () => Promise<{ state: string }>, turn: number): Promise<boolean> {
    const end = Date.now() + PATIENCE_MS;
    while (turn === this.turn && Date.now() < end) {
      const state = await ask().then(
        (answer) => answer.state,
        (error: unknown) => {
          if (error instanceof ApiError && error.code === "offline") return "open";
          throw error;
        },
      );
      if (DONE.has(state)) return true;
      if (LOST.has(state)) return false;
      await new Promise((next) => setTimeout(next, EVERY_MS));
    }
    return false;
  }
}

/** The first episode on the way to the player, asked for by the press itself: the screen that shows it is not there yet. */

import type { Item } from "../api/types";
import { api } from "./session.svelte";

const FRESH_MS = 2000;

class Ahead {
  private asked: { readonly key: string; readonly atMs: number; readonly items: Promise<readonly Item[]> } | null = null;

  ask(drama: string, number: number): void {
    const items = api.feed(drama, number, 1).then((feed) => feed.items);
    items.catch(() => undefined); // whoever takes it is told
    this.asked = { key: `${drama}/${number}`, atMs: performance.now(), items };
  }

  /** What was asked for just now, once. */
  take(drama: string, number: number): Promise<readonly Item[]> | null {
    const { asked } = this;
    this.asked = null;
    return asked?.key === `${drama}/${number}` && performance.now() - asked.atMs < FRESH_MS ? asked.items : null;
  }
}

export const ahead = new Ahead();

/** Three decks around the episode on stage: the one before, itself, the one after, attached ahead of the swipe. */

import type { Item } from "../api/types";
import { CLIMB_S, PRELOAD_S, goal, mayPreload, seats, slotOf } from "../core/feed";
import { Deck, type Watcher } from "./deck";

export interface Wishes {
  readonly voice: (item: Item) => string | null;
  readonly saving: boolean; // the browser's data saver
  readonly token: () => string | null; // the session's, for licences
}

export class Pool {
  private readonly decks: readonly Deck[];
  private current = 0;
  private watchedS = 0;
  private lastS: number | null = null; // position at the last beat

  constructor(
    videos: readonly HTMLVideoElement[],
    watcher: Watcher,
    private readonly wishes: Wishes,
  ) {
    this.decks = videos.map((video) => new Deck(video, watcher, wishes.token));
  }

  get stage(): Deck | null {
    const deck = this.decks[slotOf(this.current)];
    return deck && deck.index === this.current ? deck : null;
  }

  /** Brings an item on stage; one that is attached already can play at once. */
  show(items: readonly Item[], current: number, fromMs: number): void {
    this.current = current;
    this.watchedS = 0;
    this.lastS = null;
    for (const deck of this.decks) if (deck.index !== current) deck.pause();
    const item = items[current];
    const deck = this.decks[slotOf(current)];
    if (!item?.ticket || !deck) return;
    if (deck.index === current) deck.allow(goal(0, deck.roomy));
    else deck.attach(current, item.ticket, this.wishes.voice(item), goal(0, true), fromMs);
    if (deck.video.ended) deck.seek(0);
  }

  /** Empties decks that are no longer near, and stops the loading of what was left. It may wait until a picture is there. */
  tidy(count: number): void {
    const near = seats(this.current, count);
    for (const [slot, deck] of this.decks.entries()) {
      const seat = near.find((one) => one.slot === slot);
      if (!seat || deck.index !== seat.index) deck.detach();
      else if (seat.role === "previous") deck.allow(0);
    }
  }

  /** A ticket has come, or a new one in place of an old. */
  reattach(items: readonly Item[], index: number, fromMs: number): void {
    const deck = this.decks[slotOf(index)];
    const item = items[index];
    if (deck && item?.ticket) deck.attach(index, item.ticket, this.wishes.voice(item), goal(0, true), fromMs);
  }

  /** Called as the position moves: how much the stage may load, and whether the next one may begin to. */
  beat(items: readonly Item[]): void {
    const stage = this.stage;
    if (!stage) return;
    const { currentTime, duration } = stage.video;
    if (this.lastS !== null && currentTime > this.lastS) this.watchedS += Math.min(1, currentTime - this.lastS);
    this.lastS = currentTime;
    stage.allow(goal(this.watchedS, stage.roomy));
    if (this.watchedS >= CLIMB_S) stage.climb();
    const leftS = Number.isFinite(duration) ? duration - currentTime : Infinity;
    if (mayPreload({ watchedS: this.watchedS, aheadS: stage.aheadS, leftS }, this.wishes.saving)) this.prepare(items);
  }

  voice(tag: string): void {
    this.decks.forEach((deck) => deck.voice(tag));
  }

  muted(muted: boolean): void {
    this.decks.forEach((deck) => (deck.video.muted = muted));
  }

  destroy(): void {
    this.decks.forEach((deck) => deck.detach());
  }

  private prepare(items: readonly Item[]): void {
    const index = this.current + 1;
    const item = items[index];
    const deck = this.decks[slotOf(index)];
    if (!item?.ticket || !deck || deck.index === index) return;
    deck.video.muted = this.stage?.video.muted ?? false;
    deck.attach(index, item.ticket, this.wishes.voice(item), PRELOAD_S, 0);
  }
}

/** One drama being watched: its episodes, the one on stage, what it is doing, and what the viewer asked for. */

import { ApiError } from "../api/client";
import type { Drama, Item, Ticket } from "../api/types";
import { type Happening, armOf } from "../core/outbox";
import { type PlayerEvent, type PlayerState, START, rate, reduce, wantsPlay } from "../core/player";
import { chosenSubtitles, chosenVoice } from "../core/preferences";
import type { Cue } from "../core/vtt";
import { place } from "../state/route.svelte";
import { api, session } from "../state/session.svelte";
import { locale } from "../state/locale.svelte";
import { explain, isLost } from "../state/remote.svelte";
import { ahead } from "../state/ahead";
import { telemetry } from "../state/telemetry";
import { type Deck, canPlay } from "./deck";
import { prime } from "./media";
import { Pool } from "./pool";
import { fetchCues } from "./subtitles";

const AHEAD = 4; // items a request of the feed asks for
const REPORT_MS = 10_000; // how often the position is told to the server

export class Showing {
  drama = $state.raw<Drama | null>(null);
  items = $state.raw<readonly (Item | undefined)[]>([]);
  index = $state(0);
  player = $state.raw<PlayerState>(START);
  positionMs = $state(0);
  cues = $state.raw<readonly Cue[]>([]);
  error = $state.raw<string | null>(null);
  lost = $state(false); // there is no such drama or episode
  atEnd = $state(false);
  started = $state(false); // a picture moved: what is beside it may be loaded

  private pool: Pool | null = null;
  private loading = new Set<number>();
  private mended = new Set<number>();
  private captions = new AbortController();
  private reportedMs = 0;

  constructor(
    readonly id: string,
    number: number,
    private fromMs: number,
  ) {
    this.index = number - 1;
  }

  get item(): Item | undefined {
    return this.items[this.index];
  }
  get number(): number {
    return this.index + 1;
  }
  get count(): number {
    return this.drama?.episodes.length ?? this.items.length;
  }
  get durationMs(): number {
    return this.item?.ticket?.duration_ms ?? 0;
  }
  get locked(): boolean {
    return this.item !== undefined && !this.item.access.open;
  }

  /** Takes the three elements and begins. */
  async begin(videos: readonly HTMLVideoElement[]): Promise<void> {
    const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
    const watcher = {
      started: (deck: Deck) => this.from(deck, { type: "started" }),
      waiting: (deck: Deck) => this.from(deck, { type: "waiting" }),
      refused: (deck: Deck) => this.from(deck, { type: "refused" }),
      finished: (deck: Deck) => this.finish(deck),
      failed: (deck: Deck) => void this.mend(deck),
    };
    this.pool = new Pool(videos, watcher, { voice: (item) => this.voiceOf(item.ticket), saving, token: () => api.token });
    if (!canPlay()) this.send({ type: "failed" });
    void this.fetchDrama(); // the list of episodes is not needed for a picture
    await this.fetch(this.number, 1); // nor are the items after this one
    this.lost ||= !this.item && this.error === null;
    this.stage();
  }

  end(): void {
    this.report("pause");
    this.captions.abort();
    this.pool?.destroy();
    this.pool = null;
  }

  send(event: PlayerEvent): void {
    const before = this.player;
    this.player = reduce(before, event);
    if (before.mode === "playing" && this.player.mode === "paused") this.report("pause");
    this.obey();
  }

  /** To another episode; past either end nothing happens. */
  async go(number: number): Promise<void> {
    if (number < 1 || number === this.number) return;
    if (this.drama && number > this.count) {
      this.atEnd = true;
      return;
    }
    const left = this.player.mode !== "ended" && !this.locked ? this.seen("swipe") : null;
    this.index = number - 1;
    if (this.item) this.stage(); // first of all: everything else can wait for the picture
    setTimeout(() => {
      if (left) telemetry.tell(left);
      place.replace({ screen: "watch", drama: this.id, number: this.number });
    });
    if (this.item) return;
    this.pool?.show(this.present(), this.index, 0);
    await this.fetch(number);
    if (this.number === number) this.stage();
  }

  step(by: -1 | 1): void {
    void this.go(this.number + by);
  }

  seek(ms: number): void {
    const deck = this.pool?.stage;
    if (!deck) return;
    const to = Math.min(Math.max(0, ms), Math.max(0, this.durationMs - 100));
    deck.seek(to);
    this.positionMs = to;
    this.atEnd = false;
  }

  unmute(): void {
    this.pool?.muted(false);
    this.send({ type: "unmuted" });
  }

  /** The viewer chose another voice. */
  voice(tag: string): void {
    this.pool?.voice(tag);
  }

  /** Called many times a second. */
  beat(): void {
    const deck = this.pool?.stage;
    if (!deck || this.player.mode === "failed") return;
    this.look();
    this.pool?.beat(this.present());
    if (this.positionMs - this.reportedMs >= REPORT_MS) this.report("progress");
  }

  /** Access may have changed: after an unlock, a purchase, or in another region. */
  async refresh(): Promise<void> {
    this.items = this.items.map((item, index) => (item?.access.open || index === this.index ? item : undefined));
    await Promise.all([this.fetchDrama(), this.fetch(this.number)]);
    this.stage();
  }

  async captionsIn(language: string | null): Promise<void> {
    this.captions.abort();
    this.captions = new AbortController();
    const { signal } = this.captions;
    const ticket = this.item?.ticket;
    this.cues = [];
    if (!ticket || language === null) return;
    const cues = await fetchCues(ticket, language, signal);
    if (!signal.aborted) this.cues = cues;
  }

  like(): void {
    this.tell("like");
  }

  tell(kind: Happening["kind"], way: string | null = null): void {
    telemetry.tell(this.seen(kind, way));
  }

  /** What happens now, as the server is told it. */
  private seen(kind: Happening["kind"], way: string | null = null): Happening {
    this.look();
    const audio = this.voiceOf(this.item?.ticket ?? null);
    const subtitles = this.subtitlesOf(this.item?.ticket ?? null);
    const where = { drama: this.id, number: this.number, position_ms: this.positionMs };
    return { kind, ...where, audio, subtitles, way, ...armOf(session.viewer?.experiments ?? []) };
  }

  voiceOf(ticket: Ticket | null): string | null {
    return ticket && session.viewer ? chosenVoice(session.viewer, locale.tag, ticket.audio) : null;
  }
  subtitlesOf(ticket: Ticket | null): string | null {
    return ticket && session.viewer ? chosenSubtitles(session.viewer, locale.tag, ticket.subtitles) : null;
  }

  private report(kind: Happening["kind"]): void {
    if (!this.item?.ticket) return;
    this.tell(kind);
    this.reportedMs = this.positionMs;
  }

  /** Where the stage is now: a viewer who leaves between two beats comes back to where they left. */
  private look(): void {
    const deck = this.pool?.stage;
    if (deck && this.player.dragging === null) this.positionMs = deck.positionMs;
  }

  /** Shows the item of the index: plays it, or leaves the stage to the wall. */
  private stage(): void {
    const { item } = this;
    if (!item || !this.pool) return;
    this.atEnd = false;
    this.positionMs = this.fromMs;
    this.reportedMs = this.fromMs;
    this.pool.show(this.present(), this.index, this.fromMs);
    this.fromMs = 0;
    if (this.player.mode !== "failed" || canPlay()) this.player = reduce(this.player, { type: "show" });
    if (item.access.open && !isFresh(item.ticket)) void this.renew(this.index);
    this.obey();
    const told = item.access.open ? (isFresh(item.ticket) ? this.seen("start") : null) : this.seen("wall");
    setTimeout(() => {
      if (told) telemetry.tell(told);
      this.pool?.tidy(this.count);
    });
    if (this.started) void this.fetch(this.number + 1);
  }

  /** Brings the element in line with the state. */
  private obey(): void {
    const deck = this.pool?.stage;
    if (!deck) return;
    deck.video.playbackRate = rate(this.player);
    if (wantsPlay(this.player)) void deck.play();
    else deck.pause();
  }

  private from(deck: Deck, event: PlayerEvent): void {
    if (deck.index !== this.index) return;
    this.send(event);
    if (event.type !== "started") return;
    this.started = true;
    void this.fetch(this.number + 1); // the link was the picture's until now
  }

  private finish(deck: Deck): void {
    if (deck.index !== this.index) return;
    this.send({ type: "finished" });
    if (this.player.mode !== "ended") return;
    this.report("end");
    if (this.number < this.count) this.step(1);
    else this.atEnd = true;
  }

  /** A deck could not go on: once with a new ticket, whose addresses may only have run out. */
  private async mend(deck: Deck): Promise<void> {
    const { index } = deck;
    if (index === null) return;
    if (this.mended.has(index)) return this.from(deck, { type: "failed" });
    this.mended.add(index);
    await this.renew(index);
  }

  private async renew(index: number): Promise<void> {
    try {
      const ticket = await api.ticket(this.id, index + 1);
      this.items = this.items.map((item, at) => (item && at === index ? { ...item, ticket } : item));
      this.pool?.reattach(this.present(), index, index === this.index ? this.positionMs : 0);
      this.obey();
    } catch (error) {
      this.complain(error);
      if (index === this.index) this.send({ type: "failed" });
    }
  }

  private async fetchDrama(): Promise<void> {
    try {
      this.drama = await api.drama(this.id);
    } catch (error) {
      this.complain(error);
    }
  }

  /** Asks for items from `number` on, if that one is not there or on its way. */
  private async fetch(number: number, count = AHEAD): Promise<void> {
    const known = this.items[number - 1];
    const stale = number === this.number && known !== undefined && !known.access.open;
    if ((known && !stale) || this.loading.has(number) || (this.drama && number > this.count)) return;
    this.loading.add(number);
    try {
      const items = await (ahead.take(this.id, number) ?? api.feed(this.id, number, count).then((feed) => feed.items));
      const [first] = items;
      if (first?.ticket && number === this.number && this.fromMs === 0) prime(first.ticket, this.voiceOf(first.ticket));
      const all = [...this.items];
      for (const item of items) all[item.number - 1] = item;
      this.items = all;
    } catch (error) {
      this.complain(error);
    } finally {
      this.loading.delete(number);
    }
  }

  private complain(error: unknown): void {
    const known = error instanceof ApiError ? locale.lookup(`reason.${error.code}`) : null;
    this.error = known ?? explain(error);
    this.lost ||= isLost(error);
  }

  /** The items as the pool wants them: those not there yet have no ticket. */
  private present(): Item[] {
    const none: Omit<Item, "number"> = {
      drama: this.id,
      title: "",
      access: { open: false, reason: "locked", ways: [] },
      ticket: null,
    };
    return Array.from({ length: this.count }, (_, at) => this.items[at] ?? { ...none, number: at + 1 });
  }
}

/** Ten seconds are enough to load a first picture and to hear of a refusal. */
function isFresh(ticket: Ticket | null): boolean {
  return ticket !== null && ticket.expires_ms - Date.now() > 10_000;
}

/** One <video> element with one episode in it. Three of them make the pool. */

import Hls, { type ErrorData, Events } from "hls.js";

import type { Ticket } from "../api/types";
import { ROOMY } from "../core/feed";
import { inline } from "../core/playlists";
import { licensed } from "./licence";
import { mediaLoader } from "./media";
import { Shelf } from "./shelf";
import { PromptSound } from "./sound";

export interface Watcher {
  started(deck: Deck): void;
  waiting(deck: Deck): void;
  finished(deck: Deck): void;
  failed(deck: Deck): void;
  refused(deck: Deck): void;
}

/** What a later deck may begin with: the last deck's idea of the link. */
let linkBitsPerS = 1_000_000;

export class Deck {
  index: number | null = null;
  private hls: Hls | null = null;
  private mended = false;
  private placeMs = 0; // where it begins, then where the element was seen last

  constructor(
    readonly video: HTMLVideoElement,
    private readonly watcher: Watcher,
    private readonly token: () => string | null,
  ) {
    video.addEventListener("playing", () => watcher.started(this));
    video.addEventListener("waiting", () => watcher.waiting(this));
    video.addEventListener("ended", () => watcher.finished(this));
  }

  /** Puts an episode in, to load `goalS` seconds from `fromMs` on. Nothing is loaded with a goal of 0. */
  attach(index: number, ticket: Ticket, voice: string | null, goalS: number, fromMs: number): void {
    this.detach();
    this.index = index;
    this.placeMs = fromMs;
    const shelf = new Shelf();
    const master = shelf.put(inline(ticket, voice, location.origin, shelf.put));
    this.hls = new Hls({
      pLoader: shelf.loader,
      fLoader: mediaLoader(ticket),
      audioStreamController: PromptSound,
      progressive: true, // a segment's first pictures are shown while its last ones are on their way
      enableWorker: false, // the media needs no repackaging, and a worker costs time to start
      startLevel: 0, // the lowest rung shows a picture soonest; it climbs from there
      startFragPrefetch: true, // the first segment does not wait until the element has its source
      testBandwidth: false,
      abrEwmaDefaultEstimate: linkBitsPerS,
      maxBufferLength: goalS,
      maxMaxBufferLength: goalS,
      backBufferLength: 20,
      startPosition: fromMs > 0 ? fromMs / 1000 : -1,
      autoStartLoad: goalS > 0,
      ...licensed(ticket, this.token),
    });
    this.hls.on(Events.ERROR, (_, data) => this.mend(data));
    this.hls.loadSource(master);
    this.hls.autoLevelCapping = 0; // loading a source takes a cap away
    this.hls.attachMedia(this.video);
  }

  /** Empties the deck and gives back its memory. */
  detach(): void {
    if (this.hls) linkBitsPerS = this.hls.bandwidthEstimate || linkBitsPerS;
    this.hls?.destroy();
    this.hls = null;
    this.index = null;
    this.placeMs = 0;
    this.mended = false;
  }

  /** How many seconds ahead may be loaded from now on; 0 stops. */
  allow(goalS: number): void {
    if (!this.hls) return;
    this.hls.config.maxBufferLength = goalS;
    this.hls.config.maxMaxBufferLength = goalS;
    if (goalS > 0 && !this.hls.loadingEnabled) this.hls.startLoad(-1);
    if (goalS === 0) this.hls.stopLoad();
  }

  /** Whether the link brings several times what the pictures on stage need. Nothing is known of it at first: then it is not. */
  get roomy(): boolean {
    const needed = this.hls?.levels[Math.max(0, this.hls.loadLevel)]?.bitrate;
    return needed !== undefined && (this.hls?.bandwidthEstimate ?? 0) >= ROOMY * needed;
  }

  /** Lets the picture become sharper than at its start, as sharp as the screen can show. */
  climb(): void {
    if (this.hls?.autoLevelCapping !== 0) return;
    const wide = this.video.clientWidth * devicePixelRatio;
    this.hls.autoLevelCapping = this.hls.levels.findIndex((level) => level.width >= wide); // -1: no cap
  }

  voice(tag: string | null): void {
    if (!this.hls || tag === null) return;
    const track = this.hls.audioTracks.findIndex((one) => one.lang === tag);
    if (track >= 0 && track !== this.hls.audioTrack) this.hls.audioTrack = track;
  }

  /** Plays; without sound where the browser does not allow more before the viewer has touched the page. */
  async play(): Promise<void> {
    try {
      await this.video.play();
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError" || this.video.muted) return;
      this.video.muted = true;
      this.watcher.refused(this);
      await this.play();
    }
  }

  pause(): void {
    this.video.pause();
  }

  /** Seconds loaded after the position. */
  get aheadS(): number {
    const { buffered, currentTime } = this.video;
    for (let range = 0; range < buffered.length; range++) {
      if (buffered.start(range) <= currentTime + 0.25 && currentTime < buffered.end(range)) {
        return buffered.end(range) - currentTime;
      }
    }
    return 0;
  }

  /** An element that is loading, or is emptied, says 0: that is no place to come back to. */
  get positionMs(): number {
    if (this.video.readyState > 0 && this.video.currentTime > 0) this.placeMs = this.video.currentTime * 1000;
    return this.placeMs;
  }

  seek(ms: number): void {
    this.placeMs = ms;
    this.video.currentTime = ms / 1000;
  }

  /** One attempt each at what hls.js can mend; then the deck has failed. */
  private mend(data: ErrorData): void {
    if (!data.fatal || !this.hls) return;
    const again = !this.mended;
    this.mended = true;
    if (again && data.type === "mediaError") this.hls.recoverMediaError();
    else this.watcher.failed(this);
  }
}

export const canPlay = (): boolean => Hls.isSupported();

/** One <video> element with one episode in it. Three of them make the pool. */

import Hls, { type ErrorData, Events } from "hls.js";

import type { Ticket } from "../api/types";
import { inline } from "../core/playlists";

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
  private shelved: string[] = [];
  private mended = false;

  constructor(
    readonly video: HTMLVideoElement,
    private readonly watcher: Watcher,
  ) {
    video.addEventListener("playing", () => watcher.started(this));
    video.addEventListener("waiting", () => watcher.waiting(this));
    video.addEventListener("ended", () => watcher.finished(this));
  }

  /** Puts an episode in, to load `goalS` seconds from `fromMs` on. Nothing is loaded with a goal of 0. */
  attach(index: number, ticket: Ticket, voice: string | null, goalS: number, fromMs: number): void {
    this.detach();
    this.index = index;
    const shelve = (text: string): string => {
      const url = URL.createObjectURL(new Blob([text], { type: "application/vnd.apple.mpegurl" }));
      this.shelved.push(url);
      return url;
    };
    const master = shelve(inline(ticket, voice, location.origin, shelve));
    this.hls = new Hls({
      enableWorker: false, // the media needs no repackaging, and a worker costs time to start
      startLevel: 0, // the lowest rung shows a picture soonest; it climbs from there
      testBandwidth: false,
      abrEwmaDefaultEstimate: linkBitsPerS,
      capLevelToPlayerSize: true,
      maxBufferLength: goalS,
      maxMaxBufferLength: goalS,
      backBufferLength: 20,
      startPosition: fromMs > 0 ? fromMs / 1000 : -1,
      autoStartLoad: goalS > 0,
    });
    this.hls.on(Events.ERROR, (_, data) => this.mend(data));
    this.hls.loadSource(master);
    this.hls.attachMedia(this.video);
  }

  /** Empties the deck and gives back its memory. */
  detach(): void {
    if (this.hls) linkBitsPerS = this.hls.bandwidthEstimate || linkBitsPerS;
    this.hls?.destroy();
    this.hls = null;
    this.index = null;
    this.mended = false;
    this.shelved.forEach((url) => URL.revokeObjectURL(url));
    this.shelved = [];
  }

  /** How many seconds ahead may be loaded from now on; 0 stops. */
  allow(goalS: number): void {
    if (!this.hls) return;
    this.hls.config.maxBufferLength = goalS;
    this.hls.config.maxMaxBufferLength = goalS;
    if (goalS > 0 && !this.hls.loadingEnabled) this.hls.startLoad(-1);
    if (goalS === 0) this.hls.stopLoad();
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

  get positionMs(): number {
    return this.video.currentTime * 1000;
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

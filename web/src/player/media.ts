/** Media as hls.js asks for it: what came in the ticket is there at once, the rest is handed on as it comes from the server. */

import type {
  FragmentLoaderContext,
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderStats,
} from "hls.js";

import type { Ticket } from "../api/types";
import { type Range, firstSegments, heads, placeOf } from "../core/playlists";
import { noStats } from "./stats";

/** Less is not worth a call; a fragment of pictures is two or three of these. */
const PIECE_BYTES = 16_384;

type Callbacks = LoaderCallbacks<FragmentLoaderContext>;

interface Asked {
  readonly answer: Promise<Response>;
  readonly atMs: number;
  readonly control: AbortController;
}

/** What was asked for before the player was ready to ask. */
const primed = new Map<string, Asked>();

/** Asks for the first segments of an episode: the player takes some tens of milliseconds to get there by itself. */
export function prime(ticket: Ticket, voice: string | null): void {
  for (const asked of primed.values()) asked.control.abort();
  primed.clear();
  for (const { url, first, last } of firstSegments(ticket, voice, location.origin)) {
    const asked = ask({ url, first, last });
    asked.answer.catch(() => undefined); // whoever takes it is told
    primed.set(placeOf(url, first, last + 1), asked);
  }
}

function ask({ url, first, last }: Range): Asked {
  const control = new AbortController();
  const headers: HeadersInit = last === Infinity ? {} : { Range: `bytes=${first}-${last}` };
  return { answer: fetch(url, { headers, signal: control.signal, credentials: "omit" }), atMs: performance.now(), control };
}

/** The loader's class for a ticket's media, as hls.js wants it. It tries once: hls.js decides whether to try again. */
export function mediaLoader(ticket: Ticket): { new (config: HlsConfig): Loader<FragmentLoaderContext> } {
  const known = heads(ticket, location.origin);
  return class implements Loader<FragmentLoaderContext> {
    context: FragmentLoaderContext | null = null;
    stats: LoaderStats = noStats();
    private asked: Asked | null = null;
    private timer: ReturnType<typeof setTimeout> | undefined;

    load(context: FragmentLoaderContext, config: LoaderConfiguration, callbacks: Callbacks): void {
      this.context = context;
      const first = context.rangeStart ?? 0;
      const place = placeOf(context.url, first, context.rangeEnd ?? 0);
      const head = known.get(place);
      if (head) return this.give(head, context, callbacks);
      this.asked = primed.get(place) ?? ask({ url: context.url, first, last: (context.rangeEnd ?? Infinity) - 1 });
      primed.delete(place);
      this.stats.loading.start = this.asked.atMs;
      void this.read(this.asked, context, config, callbacks);
    }

    abort(): void {
      clearTimeout(this.timer);
      if (this.stats.loading.end > 0) return; // it is called after the end too, and what was aborted counts for nothing
      this.stats.aborted = true;
      this.asked?.control.abort();
    }

    destroy(): void {
      this.abort();
    }

    private give(head: Uint8Array<ArrayBuffer>, context: FragmentLoaderContext, callbacks: Callbacks): void {
      const now = performance.now();
      this.stats.loading = { start: now, first: now, end: now };
      this.stats.loaded = this.stats.total = head.byteLength;
      queueMicrotask(() => {
        if (this.stats.aborted) return;
        callbacks.onSuccess({ url: context.url, data: head.slice().buffer, code: 200 }, this.stats, context, null);
      });
    }

    private async read(asked: Asked, context: FragmentLoaderContext, config: LoaderConfiguration, callbacks: Callbacks): Promise<void> {
      const { maxTimeToFirstByteMs, maxLoadTimeMs } = config.loadPolicy;
      const { stats } = this;
      let status = 0;
      this.allow(Math.min(maxTimeToFirstByteMs, maxLoadTimeMs), context, callbacks);
      try {
        const answer = await asked.answer;
        status = answer.status;
        if (!answer.ok || !answer.body) throw new Error(answer.statusText);
        stats.loading.first = performance.now();
        stats.total = Number(answer.headers.get("Content-Length") ?? 0);
        this.allow(maxLoadTimeMs, context, callbacks);
        const hand = (piece: ArrayBuffer) => callbacks.onProgress?.(stats, context, piece, answer);
        const data = callbacks.onProgress ? await this.pump(answer.body, hand) : await answer.arrayBuffer();
        if (stats.aborted) return;
        clearTimeout(this.timer);
        stats.loading.end = performance.now();
        if (!callbacks.onProgress) stats.loaded = data.byteLength;
        callbacks.onSuccess({ url: answer.url, data, code: status }, stats, context, answer);
      } catch (error) {
        clearTimeout(this.timer);
        if (!stats.aborted) callbacks.onError({ code: status, text: String(error) }, context, null, stats);
      }
    }

    /** Hands on what comes, in pieces worth a call; nothing is left over. */
    private async pump(body: ReadableStream<Uint8Array<ArrayBuffer>>, hand: (piece: ArrayBuffer) => void): Promise<ArrayBuffer> {
      const reader = body.getReader();
      let held: Uint8Array<ArrayBuffer>[] = [];
      let size = 0;
      const flush = () => {
        if (size > 0 && !this.stats.aborted) hand(joined(held, size));
        held = [];
        size = 0;
      };
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        held.push(step.value);
        size += step.value.byteLength;
        this.stats.loaded += step.value.byteLength;
        if (size >= PIECE_BYTES) flush();
      }
      flush();
      return new ArrayBuffer(0);
    }

    private allow(ms: number, context: FragmentLoaderContext, callbacks: Callbacks): void {
      clearTimeout(this.timer);
      if (!Number.isFinite(ms)) return;
      this.timer = setTimeout(() => {
        this.abort();
        callbacks.onTimeout(this.stats, context, null);
      }, ms);
    }
  };
}

function joined(pieces: readonly Uint8Array[], size: number): ArrayBuffer {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole.buffer;
}

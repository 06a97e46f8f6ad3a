/** Playlists in memory, and a loader that hands them to hls.js at once: asking the browser for them took three turns of its loop. */

import type { Loader, LoaderCallbacks, LoaderConfiguration, PlaylistLoaderContext } from "hls.js";

import { noStats } from "./stats";

export class Shelf {
  private readonly texts = new Map<string, string>();

  /** Gives a text an address that `loader` knows. */
  put = (text: string): string => {
    const url = `memory:${this.texts.size}`;
    this.texts.set(url, text);
    return url;
  };

  /** The loader's class, as hls.js wants it. */
  get loader() {
    const { texts } = this;
    return class implements Loader<PlaylistLoaderContext> {
      context: PlaylistLoaderContext | null = null;
      stats = noStats();

      load(context: PlaylistLoaderContext, _: LoaderConfiguration, callbacks: LoaderCallbacks<PlaylistLoaderContext>): void {
        this.context = context;
        const data = texts.get(context.url);
        const now = performance.now();
        this.stats = { ...noStats(), loaded: data?.length ?? 0, total: data?.length ?? 0, loading: { start: now, first: now, end: now } };
        queueMicrotask(() => {
          if (this.stats.aborted) return;
          if (data === undefined) callbacks.onError({ code: 404, text: "not in the ticket" }, context, null, this.stats);
          else callbacks.onSuccess({ url: context.url, data, code: 200 }, this.stats, context, null);
        });
      }
      abort(): void {
        this.stats.aborted = true;
      }
      destroy(): void {
        this.abort();
      }
    };
  }
}

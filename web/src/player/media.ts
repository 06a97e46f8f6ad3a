/** Media as hls.js asks for it: what came in the ticket is there at once, the rest is handed on as it comes from the server. */

import {
  FetchLoader,
  type FragmentLoaderContext,
  type HlsConfig,
  type Loader,
  type LoaderCallbacks,
  type LoaderConfiguration,
} from "hls.js";

import type { Ticket } from "../api/types";
import { heads, placeOf } from "../core/playlists";

/** hls.js hands on pieces of 128 KB, which is most of a first segment; a fragment of its pictures is a third of that. */
const PIECE_BYTES = 16_384;

export function mediaLoader(ticket: Ticket): { new (config: HlsConfig): Loader<FragmentLoaderContext> } {
  const known = heads(ticket, location.origin);
  const loader = class extends FetchLoader {
    override load(context: FragmentLoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<FragmentLoaderContext>): void {
      const data = known.get(placeOf(context.url, context.rangeStart ?? 0, context.rangeEnd ?? 0));
      if (!data) {
        super.load(context, { ...config, highWaterMark: Math.min(config.highWaterMark ?? Infinity, PIECE_BYTES) }, callbacks as never);
        return;
      }
      const now = performance.now();
      this.context = context;
      this.stats.loading = { start: now, first: now, end: now };
      this.stats.loaded = this.stats.total = data.byteLength;
      queueMicrotask(() => {
        if (this.stats.aborted) return;
        callbacks.onSuccess({ url: context.url, data: data.buffer.slice(0), code: 200 }, this.stats, context, null);
      });
    }
  };
  return loader as unknown as { new (config: HlsConfig): Loader<FragmentLoaderContext> };
}

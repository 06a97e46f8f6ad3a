/** A value that comes from the server: there, on its way, or refused. */

import { ApiError } from "../api/client";
import { t } from "./locale.svelte";

export class Remote<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<string | null>(null);
  busy = $state(false);
  lost = $state(false); // there is no such thing, and asking again brings none
  private turn = 0; // only the newest request may set the value

  constructor(private readonly load: () => Promise<T>) {}

  refresh = async (): Promise<void> => {
    const turn = ++this.turn;
    this.busy = true;
    this.error = null;
    try {
      const value = await this.load();
      if (turn === this.turn) [this.value, this.lost] = [value, false];
    } catch (error) {
      if (turn !== this.turn) return;
      this.error = explain(error);
      this.lost = isLost(error);
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  };
}

/** What to tell the viewer of an error. Anything but the server's refusals is a fault of ours and goes up. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  return error.code === "offline" ? t("app.offline") : t("app.error");
}

/** There is no such thing, and asking again brings none. */
export const isLost = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

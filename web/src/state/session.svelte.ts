/** Who watches: the guest or account, what they prefer, and the server's own settings. */

import { Api, ApiError } from "../api/client";
import type { Config, Viewer, ViewerChange } from "../api/types";
import { territoryOf } from "../core/territories";
import { locale } from "./locale.svelte";

const TOKEN = "dramaport.token";

class Session {
  readonly api = new Api();
  config = $state.raw<Config | null>(null);
  viewer = $state.raw<Viewer | null>(null);

  /** Takes up the session of last time, else begins one as a guest. Throws ApiError. */
  async begin(): Promise<void> {
    this.api.token = localStorage.getItem(TOKEN);
    const [config, resumed] = await Promise.all([this.api.config(), this.resume()]);
    this.config = config;
    if (!resumed) await this.beGuest();
  }

  /** Changes at once on the screen; goes back where the server refuses. Throws ApiError. */
  async change(change: ViewerChange): Promise<void> {
    const before = this.viewer;
    if (!before) return;
    this.viewer = { ...before, ...change };
    try {
      await this.take(await this.api.change(change));
      if (change.territory) this.config = await this.api.config();
    } catch (error) {
      this.viewer = before;
      throw error;
    }
  }

  /** Shows a proof and goes on as whom it proves; whether a guest's things went into an account. Throws ApiError. */
  async signIn(id: string, proof: { code?: string; id_token?: string }): Promise<boolean> {
    const { token, viewer, merged } = await this.api.prove(id, proof);
    this.keep(token);
    await this.take(viewer);
    return merged;
  }

  /** Ends this session, or all of the account; a new guest takes their place here. Throws ApiError. */
  async signOut(everywhere: boolean): Promise<void> {
    await (everywhere ? this.api.signOutEverywhere() : this.api.signOut("here"));
    localStorage.clear();
    this.api.token = null;
    await this.beGuest();
  }

  /** Erases the viewer at the server and everything kept here; a new guest takes their place. Throws ApiError. */
  async erase(): Promise<void> {
    await this.api.erase();
    localStorage.clear();
    this.api.token = null;
    await this.beGuest();
  }

  private async resume(): Promise<boolean> {
    if (!this.api.token) return false;
    try {
      await this.take(await this.api.me());
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      this.api.token = null;
      return false;
    }
  }

  private async beGuest(): Promise<void> {
    const here = territoryOf(navigator.languages);
    const territory = here !== null && this.config?.territories.includes(here) ? here : null;
    const languages = navigator.languages;
    const { token, viewer } = await this.api.guest(territory ? { territory, languages } : { languages });
    this.keep(token);
    await this.take(viewer);
  }

  private keep(token: string): void {
    this.api.token = token;
    localStorage.setItem(TOKEN, token);
  }

  private async take(viewer: Viewer): Promise<void> {
    await locale.use([...(viewer.interface ? [viewer.interface] : []), ...navigator.languages]);
    this.viewer = viewer;
  }
}

export const session = new Session();
export const api = session.api;

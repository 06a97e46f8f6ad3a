/** What the viewer likes, shown at once and told to the server. */

import { ApiError } from "../api/client";
import { api } from "./session.svelte";

class Likes {
  private known = $state.raw<ReadonlyMap<string, boolean>>(new Map());

  has(drama: string, number: number, told = false): boolean {
    return this.known.get(key(drama, number)) ?? told;
  }

  async set(drama: string, number: number, liked: boolean): Promise<void> {
    this.note(drama, number, liked);
    try {
      await api.like(drama, number, liked);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.note(drama, number, !liked);
    }
  }

  private note(drama: string, number: number, liked: boolean): void {
    this.known = new Map(this.known).set(key(drama, number), liked);
  }
}

const key = (drama: string, number: number): string => `${number} ${drama}`;

export const likes = new Likes();

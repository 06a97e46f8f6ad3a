/** The API's values (/v1). Times are milliseconds since 1970, money is whole minor units, coins are whole numbers. */

import type { Money } from "../core/money";
import type { Storyboard } from "../core/storyboard";

export type { Money, Storyboard };

export type AgeBand = "unknown" | "under13" | "13-17" | "adult";
export type CaptionSize = "s" | "m" | "l" | "xl";
export type Consents = Readonly<Record<string, boolean>>;

export interface Config {
  readonly name: string;
  readonly sandbox: boolean;
  readonly interface_languages: readonly string[];
  readonly market: string | null;
  readonly territory: string | null;
  readonly currency: string | null;
  readonly territories: readonly string[];
  readonly sign_in: readonly SignInWay[]; // the ways that are open
}

export type SignInWay = "email" | "apple" | "google";

export interface Identity {
  readonly way: SignInWay;
  readonly subject: string; // the address, or the provider's own name
}

/** The arm of an experiment that the viewer is in, and how likely it was. */
export interface Assignment {
  readonly experiment: string;
  readonly arm: string;
  readonly probability: number;
}

export interface Viewer {
  readonly id: string;
  readonly kind: "guest" | "account";
  readonly territory: string;
  readonly currency: string | null;
  readonly interface: string | null;
  readonly audio: string | null; // null: as the interface
  readonly subtitles: string | null; // null: as the interface, "": none
  readonly caption_size: CaptionSize;
  readonly age: AgeBand;
  readonly parent_consents: boolean;
  readonly consents: Consents;
  readonly identities: readonly Identity[];
  readonly experiments: readonly Assignment[];
}

export interface SignInBegun {
  readonly id: string;
  readonly way: SignInWay;
  readonly url: string | null; // the provider's page
  readonly expires_ms: number;
}

export interface SessionItem {
  readonly id: string;
  readonly device: string;
  readonly since_ms: number;
  readonly here: boolean;
}

export type ViewerChange = Partial<Omit<Viewer, "id" | "kind" | "currency" | "identities" | "experiments">>;

export interface Card {
  readonly id: string;
  readonly title: string;
  readonly synopsis: string;
  readonly poster: string | null;
  readonly episodes: number;
  readonly free: number;
  readonly languages: readonly string[];
  readonly tags: readonly string[];
}

export interface Shelf {
  readonly id: string;
  readonly dramas: readonly Card[];
}

export interface Resume {
  readonly card: Card;
  readonly episode: number;
  readonly position_ms: number;
}

export interface Home {
  readonly shelves: readonly Shelf[];
  readonly continue: readonly Resume[];
}

export interface Plan {
  readonly id: string;
  readonly period: "week" | "month" | "year";
  readonly money: Money;
}

export interface Pack {
  readonly id: string;
  readonly coins: number;
  readonly bonus: number;
  readonly money: Money;
}

export type Way =
  | { readonly way: "coin"; readonly price: number; readonly balance: number; readonly short: number; readonly money: Money | null }
  | { readonly way: "ad"; readonly left_today: number }
  | { readonly way: "subscription"; readonly plans: readonly Plan[] };

export type Reason =
  | "free"
  | "subscribed"
  | "unlocked"
  | "locked"
  | "no_market"
  | "no_right"
  | "not_yet"
  | "ended"
  | "age"
  | "language"
  | "no_episode";

export interface Access {
  readonly open: boolean;
  readonly reason: Reason;
  readonly ways: readonly Way[];
  readonly since_ms?: number | null; // when a right begins, or ended
}

export interface Episode {
  readonly number: number;
  readonly seconds: number;
  readonly poster: string | null;
  readonly access: Access;
}

export interface Track {
  readonly tag: string;
  readonly name: string;
}

/** A custom, dish or craft in the story, for viewers who do not know it. */
export interface Note {
  readonly number: number; // of the episode
  readonly at_ms: number;
  readonly title: Readonly<Record<string, string>>; // by language, as is the text
  readonly text: Readonly<Record<string, string>>;
}

export interface Drama extends Omit<Card, "episodes"> {
  readonly episodes: readonly Episode[];
  readonly audio: readonly Track[];
  readonly subtitles: readonly Track[];
  readonly notes: readonly Note[];
}

export interface Ticket {
  readonly drama: string;
  readonly number: number;
  readonly expires_ms: number;
  readonly duration_ms: number;
  readonly master: string;
  readonly playlists: Readonly<Record<string, string>>;
  readonly heads: Readonly<Record<string, string>>; // initialisation sections by playlist, as base64
  readonly audio: readonly Track[];
  readonly subtitles: readonly Track[];
  readonly poster: string | null;
  readonly storyboard: Storyboard | null;
  readonly licence?: string | null; // where the key of an encrypted episode is
}

export interface Item {
  readonly drama: string;
  readonly number: number;
  readonly title: string;
  readonly access: Access;
  readonly ticket: Ticket | null;
  readonly liked?: boolean;
}

export interface Offers {
  readonly access: Access;
  readonly balance: number;
  readonly packs: readonly Pack[];
  readonly plans: readonly Plan[];
  readonly ads: { readonly left_today: number; readonly cap: number };
  readonly next_n: readonly { readonly count: number; readonly price: number }[];
}

export interface Unlocked {
  readonly unlocked: readonly number[];
  readonly charged: number;
  readonly balance: number;
}

export interface Movement {
  readonly id: string;
  readonly kind: string;
  readonly at_ms: number;
  readonly coins: number;
  readonly debt: number; // its change
  readonly drama?: string | null;
  readonly number?: number | null;
  readonly money?: Money | null;
}

export interface Wallet {
  readonly balance: number;
  readonly paid: number;
  readonly bonus: number;
  readonly debt: number; // coins spent whose purchase was taken back
  readonly movements: readonly Movement[];
  readonly next: string | null;
}

/** Advertisements and payments happen on another page; only the server's word says how they ended. */
export interface Intent {
  readonly intent: string;
  readonly url: string | null; // null: only the phone apps can show it
  readonly expires_ms: number;
}

export interface Checkout {
  readonly id: string;
  readonly url: string;
}

export interface Seen {
  readonly card: Card;
  readonly episode: number;
  readonly position_ms: number;
  readonly at_ms: number;
}

export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly status: number;
}

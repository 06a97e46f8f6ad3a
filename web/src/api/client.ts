/** The API over fetch: who asks, problems as errors, and a key on every request that moves money. */

import type * as v from "./types";
import type { WatchEvent } from "../core/outbox";

/** The server's refusal (RFC 9457). `code` is stable; `offline` where no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export class Api {
  token: string | null = null;

  constructor(private readonly root = "/v1") {}

  config = () => this.ask<v.Config>("GET", "/config");
  guest = (body: { territory?: string; languages: readonly string[] }) =>
    this.ask<{ token: string; viewer: v.Viewer }>("POST", "/guests", body);

  me = () => this.ask<v.Viewer>("GET", "/me");
  change = (change: v.ViewerChange) => this.ask<v.Viewer>("PATCH", "/me", change);
  erase = () => this.ask<void>("DELETE", "/me");
  exported = () => this.ask<unknown>("GET", "/me/export");

  beginSignIn = (way: v.SignInWay, email?: string) => this.ask<v.SignInBegun>("POST", "/sign-ins", { way, email });
  signIn = (id: string) => this.ask<{ email: string | null }>("GET", `/sign-ins/${id}`);
  prove = (id: string, proof: { code?: string; id_token?: string }) =>
    this.ask<{ token: string; viewer: v.Viewer; merged: boolean }>("POST", `/sign-ins/${id}/proof`, proof);
  sessions = () => this.ask<{ items: v.SessionItem[] }>("GET", "/me/sessions");
  signOut = (id: string) => this.ask<void>("DELETE", `/me/sessions/${id}`);
  signOutEverywhere = () => this.ask<void>("DELETE", "/me/sessions");

  home = () => this.ask<v.Home>("GET", "/home");
  search = (q: string) => this.ask<{ dramas: v.Card[] }>("GET", `/search${query({ q })}`);
  drama = (id: string) => this.ask<v.Drama>("GET", `/dramas/${encodeURIComponent(id)}`);
  feed = (drama: string, from: number, count: number) =>
    this.ask<{ items: v.Item[]; next: number | null }>("GET", `/feed${query({ drama, from, count })}`);
  ticket = (drama: string, number: number) => this.ask<v.Ticket>("POST", "/tickets", { drama, number });

  offers = (drama: string, number: number) => this.ask<v.Offers>("GET", `/offers${query({ drama, number })}`);
  unlock = (body: { drama: string; numbers: readonly number[]; way: string }, key: string) =>
    this.ask<v.Unlocked>("POST", "/unlocks", body, key);
  wallet = (cursor?: string | null) => this.ask<v.Wallet>("GET", `/wallet${query({ cursor })}`);
  intent = (drama: string, number: number, key: string) =>
    this.ask<v.Intent>("POST", "/ads/intents", { drama, number }, key);
  intentState = (id: string) => this.ask<{ state: string }>("GET", `/ads/intents/${encodeURIComponent(id)}`);
  checkout = (item: string, key: string) => this.ask<v.Checkout>("POST", "/checkouts", { item }, key);
  checkoutState = (id: string) => this.ask<{ state: string }>("GET", `/checkouts/${encodeURIComponent(id)}`);

  history = () => this.ask<{ items: v.Seen[] }>("GET", "/history");
  like = (drama: string, number: number, liked: boolean) =>
    this.ask<void>(liked ? "PUT" : "DELETE", `/likes/${encodeURIComponent(drama)}/${number}`);

  /** Also while the page is being left, when ordinary requests are dropped. */
  events = (events: readonly WatchEvent[]) => this.ask<unknown>("POST", "/events", { events }, undefined, true);

  private async ask<T>(method: Method, path: string, body?: unknown, key?: string, keepalive = false): Promise<T> {
    const headers = new Headers({ Accept: "application/json" });
    if (this.token) headers.set("Authorization", `Bearer ${this.token}`);
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (key) headers.set("Idempotency-Key", key);
    const init: RequestInit = { method, headers, keepalive, credentials: "omit" };
    if (body !== undefined) init.body = JSON.stringify(body);
    let answer: Response;
    try {
      answer = await fetch(this.root + path, init);
    } catch {
      throw new ApiError("offline", 0, "no answer");
    }
    if (!answer.ok) throw await refusal(answer);
    const text = await answer.text();
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}

async function refusal(answer: Response): Promise<ApiError> {
  const isProblem = answer.headers.get("content-type")?.includes("json") ?? false;
  const problem = isProblem ? ((await answer.json()) as Partial<v.Problem>) : {};
  return new ApiError(problem.code ?? "unknown", answer.status, problem.detail ?? problem.title ?? answer.statusText);
}

/** "?q=…" of the values that are there. */
function query(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length ? `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}` : "";
}

/** The mock's small world: one viewer, one drama of twelve episodes shown under several names. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { INTERFACE } from "../src/core/locale.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
interface Manifest {
  readonly duration: number;
  readonly audio: readonly string[];
  readonly subtitles: readonly string[];
  readonly storyboard: { interval: number; count: number; columns: number; width: number; height: number };
  readonly files: readonly { name: string; role: string }[];
}

const FREE = 3;
const PRICE = 60;
const CAP = 5;
const HOUR_MS = 3_600_000;
const TITLES = ["The Ferry", "The Bell under the River", "Lantern at the Crossing", "What the Water Kept"];
const SYNOPSIS =
  "An old ferryman pulls a stranger from the river at night. She wears a copper bell that he knows too well, and somebody on the far bank wants it back.";
const NOTE = "A ferryman's bell is rung once for the living and twice for the drowned; to keep another man's bell is to carry his debt.";
const usd = (amount: number) => ({ amount, currency: "USD" });
const PLANS = [
  { id: "week", period: "week", money: usd(1999) },
  { id: "month", period: "month", money: usd(4999) },
  { id: "year", period: "year", money: usd(19999) },
];
const PACKS = [
  { id: "c500", coins: 500, bonus: 0, money: usd(499) },
  { id: "c1000", coins: 1000, bonus: 100, money: usd(999) },
  { id: "c2000", coins: 2000, bonus: 400, money: usd(1999) },
];

export class World {
  private readonly codes: readonly string[];
  private viewer: Record<string, unknown> = fresh();
  private unlocked = new Set<number>();
  private balance = 100;
  private adsLeft = CAP;
  private subscribed = false;
  private movements: unknown[] = [{ id: "m0", kind: "promo", at_ms: Date.now() - HOUR_MS, coins: 100, debt: 0 }];
  private seen: { number: number; position_ms: number; at_ms: number } | null = null;
  private errands = new Map<string, { done: boolean; act: () => void }>();

  constructor(private readonly releases: string) {
    this.codes = readdirSync(releases).filter((name) => /^E\d+$/.test(name)).sort();
  }

  answer(method: string, url: URL, body: Record<string, unknown> | null): Answer {
    const path = decodeURIComponent(url.pathname.slice("/v1".length));
    const [, room, id] = path.split("/");
    const number = Number(body?.["number"] ?? url.searchParams.get("number") ?? 1);
    switch (`${method} /${room}`) {
      case "GET /config":
        return ok({ name: "Dramaport", sandbox: true, interface_languages: INTERFACE, market: "us", territory: "US", currency: "USD", territories: ["US", "MX", "TH", "SA", "DE"], sign_in: [] });
      case "POST /guests":
        return ok({ token: "mock", viewer: this.viewer });
      case "GET /me":
        return ok(id === "export" ? { viewer: this.viewer, movements: this.movements } : this.viewer);
      case "PATCH /me":
        return ok((this.viewer = { ...this.viewer, ...body }));
      case "DELETE /me":
        this.viewer = fresh();
        return { status: 204, body: undefined };
      case "GET /home":
        return ok(this.home());
      case "GET /search":
        return ok({ dramas: this.cards().filter((card) => card.title.toLowerCase().includes((url.searchParams.get("q") ?? "").toLowerCase())), next: null });
      case "GET /dramas":
        return ok(this.drama(id ?? ""));
      case "GET /feed":
        return ok(this.feed(url.searchParams));
      case "POST /tickets":
        return this.isOpen(number) ? ok(this.ticket(number)) : problem(403, "locked");
      case "GET /offers":
        return ok(this.offers(number));
      case "POST /unlocks":
        return this.unlock(body?.["numbers"] as number[]);
      case "GET /wallet":
        return ok({ balance: this.balance, paid: Math.max(0, this.balance - 100), bonus: Math.min(100, this.balance), debt: 0, movements: this.movements, next: null });
      case "GET /history":
        return ok({ items: this.seen ? [{ card: this.cards()[0], episode: this.seen.number, position_ms: this.seen.position_ms, at_ms: this.seen.at_ms }] : [] });
      case "POST /ads":
        return this.errand("intent", () => (this.unlocked.add(number), (this.adsLeft -= 1), this.move("ad_unlock", 0, number)));
      case "POST /checkouts":
        return this.errand("id", () => this.buy(String(body?.["item"])));
      case "GET /ads":
      case "GET /checkouts":
        return ok({ state: this.errands.get(path.split("/").at(-1) ?? "")?.done ? (room === "ads" ? "granted" : "paid") : "open" });
      case "POST /events":
        for (const event of (body?.["events"] ?? []) as { kind: string; number: number; position_ms: number; at_ms: number }[])
          if (event.kind !== "wall") this.seen = event;
        return { status: 202, body: { taken: 1, known: 0 } };
      case "PUT /likes":
      case "DELETE /likes":
        return { status: 204, body: undefined };
      default:
        return problem(404, "not_found");
    }
  }

  /** The shop's or the ad network's word. */
  finish(id: string): void {
    const errand = this.errands.get(id);
    if (errand && !errand.done) errand.act();
    if (errand) errand.done = true;
  }

  private errand(name: "intent" | "id", act: () => void): Answer {
    const id = `e${this.errands.size + 1}`;
    this.errands.set(id, { done: false, act });
    return ok({ [name]: id, url: `/mock/${id}`, expires_ms: Date.now() + HOUR_MS });
  }

  private buy(item: string): void {
    const pack = PACKS.find((one) => one.id === item);
    if (!pack) return void (this.subscribed = true);
    this.balance += pack.coins + pack.bonus;
    this.move("purchase", pack.coins + pack.bonus, null, pack.money);
  }

  private unlock(numbers: readonly number[]): Answer {
    const closed = numbers.filter((number) => !this.isOpen(number));
    const charged = PRICE * closed.length;
    if (charged > this.balance) return problem(402, "short");
    this.balance -= charged;
    for (const number of closed) {
      this.unlocked.add(number);
      this.move("unlock", -PRICE, number);
    }
    return ok({ unlocked: numbers, charged, balance: this.balance });
  }

  private move(kind: string, coins: number, number: number | null, money: unknown = null): void {
    this.movements.unshift({ id: `m${this.movements.length}`, kind, at_ms: Date.now(), coins, debt: 0, number, money });
  }

  private isOpen(number: number): boolean {
    return number <= FREE || this.subscribed || this.unlocked.has(number);
  }

  private access(number: number) {
    if (this.isOpen(number)) return { open: true, reason: number <= FREE ? "free" : this.subscribed ? "subscribed" : "unlocked", ways: [] };
    const coin = { way: "coin", price: PRICE, balance: this.balance, short: Math.max(0, PRICE - this.balance), money: usd(60) };
    const ad = this.adsLeft > 0 ? [{ way: "ad", left_today: this.adsLeft }] : [];
    return { open: false, reason: "locked", ways: [{ way: "subscription", plans: PLANS }, coin, ...ad] };
  }

  private offers(number: number) {
    const left = this.codes.length - number + 1;
    const next_n = [5, 10].filter((count) => count <= left).map((count) => ({ count, price: count * PRICE }));
    return { access: this.access(number), balance: this.balance, packs: PACKS, plans: PLANS, ads: { left_today: this.adsLeft, cap: CAP }, next_n };
  }

  private cards() {
    return TITLES.map((title, at) => ({
      id: `mock${at + 1}`,
      title,
      synopsis: SYNOPSIS,
      poster: `/m/mock/${this.codes[at]}/poster.jpg`,
      episodes: this.codes.length,
      free: FREE,
      languages: ["en", "es", "zh"],
      tags: ["Mystery", "Period"],
    }));
  }

  private home() {
    const cards = this.cards();
    const shelves = [
      { id: "for_you", dramas: cards },
      { id: "new", dramas: [...cards].reverse() },
    ];
    const first = cards[0];
    return { shelves, continue: this.seen && first ? [{ card: first, episode: this.seen.number, position_ms: this.seen.position_ms }] : [] };
  }

  private drama(id: string) {
    const card = this.cards().find((one) => one.id === id) ?? this.cards()[0];
    const { audio, subtitles } = this.manifest(1);
    const episodes = this.codes.map((code, at) => ({
      number: at + 1,
      seconds: Math.round(this.manifest(at + 1).duration / 1000),
      poster: `/m/mock/${code}/poster.jpg`,
      access: this.access(at + 1),
    }));
    const notes = [{ number: 1, at_ms: 8772, text: { en: NOTE } }];
    const { episodes: _, ...rest } = card ?? { episodes: 0 };
    return { ...rest, episodes, audio: tracks(audio), subtitles: tracks(subtitles), notes };
  }

  private feed(query: URLSearchParams) {
    const from = Number(query.get("from") ?? 1);
    const count = Number(query.get("count") ?? 3);
    const numbers = this.codes.map((_, at) => at + 1).filter((number) => number >= from && number < from + count);
    const items = numbers.map((number) => ({
      drama: query.get("drama"),
      number,
      title: TITLES[0],
      access: this.access(number),
      ticket: this.isOpen(number) ? this.ticket(number) : null,
    }));
    return { items, next: from + count <= this.codes.length ? from + count : null };
  }

  private ticket(number: number) {
    const code = this.codes[number - 1] ?? "E01";
    const manifest = this.manifest(number);
    const base = `/m/mock/${code}/`;
    const read = (name: string) => readFileSync(join(this.releases, code, name), "utf8");
    const rooted = (name: string) => read(name).replace(/URI="/g, `URI="${base}`).replace(/^(?=[^#\s])/gm, base);
    const names = manifest.files.filter((file) => file.role === "playlist").map((file) => file.name);
    const { interval, ...board } = manifest.storyboard;
    return {
      drama: "mock1",
      number,
      expires_ms: Date.now() + HOUR_MS,
      duration_ms: manifest.duration,
      master: read("master.m3u8"),
      playlists: Object.fromEntries(names.map((name) => [name, rooted(name)])),
      audio: tracks(manifest.audio),
      subtitles: tracks(manifest.subtitles),
      poster: `${base}poster.jpg`,
      storyboard: { url: `${base}storyboard.jpg`, interval_ms: interval, ...board },
    };
  }

  private manifest(number: number): Manifest {
    return JSON.parse(readFileSync(join(this.releases, this.codes[number - 1] ?? "E01", "manifest.json"), "utf8")) as Manifest;
  }
}

function fresh(): Record<string, unknown> {
  return { id: "mock", kind: "guest", territory: "US", currency: "USD", interface: null, audio: null, subtitles: null, caption_size: "m", age: "unknown", parent_consents: false, consents: { personalise: false, measure: false }, identities: [], experiments: [] };
}

const tracks = (tags: readonly string[]) => tags.map((tag) => ({ tag, name: tag }));
const ok = (body: unknown): Answer => ({ status: 200, body });
const problem = (status: number, code: string): Answer => ({ status, body: { type: "about:blank", title: code, code, status } });

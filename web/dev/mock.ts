/** Answers the app's API from a folder of releases, for work on the app alone. It keeps all in memory and trusts everybody. */

import { createReadStream, existsSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, normalize } from "node:path";

import type { Plugin } from "vite";

import { World } from "./world.ts";

/** What the real server sends with the page; here, so that a breach shows while the app is being made. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
  "connect-src 'self' blob:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = { mp4: "video/mp4", jpg: "image/jpeg", vtt: "text/vtt", m3u8: "application/vnd.apple.mpegurl" };

export function mockApi(releases: string): Plugin {
  const world = new World(releases);
  const handle = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const url = new URL(request.url ?? "/", "http://mock");
    if (url.pathname.startsWith("/m/")) return media(releases, url.pathname, request, response);
    if (url.pathname.startsWith("/mock/")) return page(world, url.pathname, response);
    if (!url.pathname.startsWith("/v1/")) return next();
    void answer(world, url, request, response);
  };
  return {
    name: "mock-api",
    configureServer: (server) => void server.middlewares.use(handle),
    configurePreviewServer: (server) => {
      server.middlewares.use((_, response, next) => (response.setHeader("Content-Security-Policy", POLICY), next()));
      server.middlewares.use(handle);
    },
  };
}

async function answer(world: World, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { status, body } = world.answer(request.method ?? "GET", url, text === "" ? null : JSON.parse(text));
  const kind = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "Content-Type": kind, "Cache-Control": "no-store" });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

/** "/m/token/E01/video.mp4", whole or in a range. */
function media(releases: string, path: string, request: IncomingMessage, response: ServerResponse): void {
  const inside = normalize(decodeURIComponent(path).split("/").slice(3).join("/"));
  const file = join(releases, inside);
  if (inside.startsWith("..") || !existsSync(file)) return void response.writeHead(404).end();
  const { size } = statSync(file);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(size - 1, range?.[2] ? Number(range[2]) : size - 1);
  response.writeHead(range ? 206 : 200, {
    "Content-Type": TYPES[file.split(".").at(-1) ?? ""] ?? "application/octet-stream",
    "Content-Length": end - start + 1,
    "Accept-Ranges": "bytes",
    ...(range && { "Content-Range": `bytes ${start}-${end}/${size}` }),
  });
  createReadStream(file, { start, end }).pipe(response);
}

/** A shop or an advertisement that is done as soon as it is opened. */
function page(world: World, path: string, response: ServerResponse): void {
  world.finish(path.split("/").at(-1) ?? "");
  response.writeHead(200, { "Content-Type": "text/html" });
  response.end("<!doctype html><title>Sandbox</title><p>Done. Go back to the app.");
}

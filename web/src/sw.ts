/**
 * Keeps the shell so that the app opens without a network. Media, posters and answers of the API are never kept: they are
 * large, personal or short-lived. Files under /assets are named by their content, so what is kept of them is always right.
 */
export {};

interface LifeEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface RequestEvent extends LifeEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const SHELF = "shell-1";
const SHELL = "/";
const ANY = { ignoreVary: true }; // a module is asked for with other headers than it was kept with
const MOST = 80; // a release has about half as many

self.addEventListener("install", (event) => {
  (event as LifeEvent).waitUntil(stock());
});

self.addEventListener("activate", (event) => {
  (event as LifeEvent).waitUntil(dropOthers());
});

self.addEventListener("fetch", (event) => {
  const asked = event as RequestEvent;
  const { request } = asked;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && !isServers(url.pathname)) asked.respondWith(newest(request));
  else if (url.pathname.startsWith("/assets/")) asked.respondWith(kept(request));
});

/** Paths that the server answers itself, not the app. */
function isServers(path: string): boolean {
  return path.startsWith("/v1/") || path.startsWith("/m/");
}

/** The page and the files that it names, so that already the second start needs no network. */
async function stock(): Promise<void> {
  const shelf = await caches.open(SHELF);
  const page = await fetch(SHELL);
  const named = (await page.clone().text()).match(/\/assets\/[\w.-]+/g) ?? [];
  await Promise.all([shelf.put(SHELL, page), shelf.addAll([...new Set(named)])]);
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name)));
}

/** The page from the network, so that a new release shows at once; the kept one where there is no network. */
async function newest(request: Request): Promise<Response> {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.headers.get("content-type")?.startsWith("text/html")) await shelf.put(SHELL, answer.clone());
    return answer;
  } catch (offline) {
    const page = await shelf.match(SHELL, ANY);
    if (page) return page;
    throw offline;
  }
}

async function kept(request: Request): Promise<Response> {
  const shelf = await caches.open(SHELF);
  const old = await shelf.match(request, ANY);
  if (old) return old;
  const answer = await fetch(request);
  if (answer.ok) {
    await shelf.put(request, answer.clone());
    await trim(shelf);
  }
  return answer;
}

/** Files of releases long gone: the oldest go first. */
async function trim(shelf: Cache): Promise<void> {
  const files = (await shelf.keys()).filter((request) => new URL(request.url).pathname !== SHELL);
  await Promise.all(files.slice(0, Math.max(0, files.length - MOST)).map((request) => shelf.delete(request)));
}

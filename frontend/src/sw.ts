// The service worker: an opened lesson can be opened again without a connection. What is built is
// kept as it is; pages are kept for one person, are asked for anew while there is a connection, and
// are forgotten as soon as a page says that somebody else, or nobody, is signed in.

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

declare const clients: { claim(): Promise<void> };
declare function skipWaiting(): Promise<void>;

const BUILT = "attune-built-1";
const PAGES = "attune-pages-";
const OFFLINE = "/offline/";
const PERSON = "X-Attune-Person";
const KEPT = /^\/$|^\/learn\/[^/]+\/(?:[^/]+\/(?:segments\/\d+\/)?|figures\/.+)?$/;
const ASSET = /(?:href|src)="(\/(?:static|words)\/[^"]+)"/g;

function listen<T extends Event>(name: string, heard: (event: T) => void): void {
  addEventListener(name, heard as (event: Event) => void);
}

listen<Extendable>("install", (event) => {
  event.waitUntil(Promise.all([keepOfflinePage(), skipWaiting()]));
});

listen<Extendable>("activate", (event) => event.waitUntil(clients.claim()));

listen<Fetching>("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (/^\/(?:static|words)\//.test(url.pathname)) event.respondWith(built(event));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (KEPT.test(url.pathname)) event.respondWith(part(event));
});

/** The page that is shown in place of one that is not here, with all that it needs. */
async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(BUILT);
  const answer = await fetch(OFFLINE, { cache: "reload" });
  const text = await answer.clone().text();
  await cache.put(OFFLINE, answer);
  const needed = [...text.matchAll(ASSET)].flatMap((found) => found[1] ?? []);
  await Promise.all(needed.map((url) => cache.add(url).catch(() => undefined)));
}

/** Files of the build carry their content in their names; the others are asked for anew. */
async function built(event: Fetching): Promise<Response> {
  const { request } = event;
  const cache = await caches.open(BUILT);
  const kept = await cache.match(request);
  const fresh = (): Promise<Response> =>
    fetch(request).then((answer) => {
      if (answer.ok) event.waitUntil(cache.put(request, answer.clone()));
      return answer;
    });
  if (kept && /[.-][\w-]{8,12}\.\w+$/.test(new URL(request.url).pathname)) return kept;
  return fresh().catch(() => kept ?? Response.error());
}

async function page(event: Fetching, url: URL): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(remember(event.request, answer.clone(), KEPT.test(url.pathname)));
    return answer;
  } catch {
    const kept = await keptOf(event.request);
    return kept ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function part(event: Fetching): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(remember(event.request, answer.clone(), true));
    return answer;
  } catch {
    return (await keptOf(event.request)) ?? Response.error();
  }
}

/** Keeps what was answered for the person it was made for, and nothing of anybody else. */
async function remember(request: Request, answer: Response, isKept: boolean): Promise<void> {
  const person = answer.headers.get(PERSON);
  const mine = PAGES + person;
  for (const name of await caches.keys()) {
    // An answer that failed says nothing about who is signed in.
    if (answer.status < 500 && name.startsWith(PAGES) && name !== mine) await caches.delete(name);
  }
  if (!person || !isKept || !answer.ok || answer.redirected) return;
  await (await caches.open(mine)).put(request, answer);
}

async function keptOf(request: Request): Promise<Response | undefined> {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const kept = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}

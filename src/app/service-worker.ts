/**
 * Keeps the page for visits without a network: its files when it is installed, the data set when it is first loaded. A file
 * of its own origin and below its own folder only. Files of a build have their content's hash in their names, so that what
 * is kept is never old; a new build is a new worker, which takes over when the last tab of the old one is closed.
 */

/** Put here by vite.config.ts: the files of the build, and a hash of all their contents. */
declare const __FILES__: readonly string[];
declare const __BUILD__: string;

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** The part of `ServiceWorkerGlobalScope` that is used here: TypeScript's types for it exclude those of pages. */
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
}

const worker = globalThis as unknown as Scope;
const { scope } = worker.registration;
const pageCache = `isthmus ${scope} ${__BUILD__}`;
/** The data set's files never change: they outlive a build. */
const dataCache = `isthmus ${scope} data`;
const data = new URL("mnist/", scope).href;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(pageCache).then((cache) => cache.addAll([scope, ...__FILES__.map((file) => scope + file)])),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldBuilds().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  event.respondWith(answer(request));
});

async function forgetOldBuilds(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith(`isthmus ${scope} `));
  await Promise.all(ours.filter((name) => name !== pageCache && name !== dataCache).map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const isData = request.url.startsWith(data);
  const cache = await caches.open(isData ? dataCache : pageCache);
  const isPage = /\/(index\.html)?$/.test(new URL(request.url).pathname);
  const kept = await cache.match(isPage ? scope : request);
  if (kept) return kept;
  const response = await fetch(request);
  // Beside the answer, not before it: the page shows how far it has come.
  if (isData && response.status === 200) void cache.put(request, response.clone()).catch(() => undefined);
  return response;
}

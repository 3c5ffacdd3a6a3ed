/**
 * Keeps the page for visits without a network: its files when it is installed, the data set when it is first loaded. A file
 * of its own origin and below its own folder only; and a file only as it was built, by its digest: a page of an old build among
 * files of a new one, or a host's page about an error in place of a script, would be kept for good.
 *
 * A new build is shown at once: the page itself is asked of the network first, and is what is kept only where that fails or
 * hesitates. The files of the build before stay kept, since a page of it may still be open and go on loading its views.
 */

/** Put here by vite.config.ts: the beginning of the SHA-256 of each file of the build, and of all of them. */
declare const __FILES__: Readonly<Record<string, string>>;
declare const __BUILD__: string;
/** The same of the data set's files, as they are built and unpacked: a server may unpack them for the browser. */
declare const __DATA__: Readonly<Record<string, readonly string[]>>;

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
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
}

const worker = globalThis as unknown as Scope;
const { scope } = worker.registration;
const ours = `isthmus ${scope} `;
const pageCache = `${ours}${__BUILD__}`;
const folder = new URL("mnist/", scope).href;
/** Outlives a build, as long as the files are the same. */
const dataCache = `${ours}data ${Object.values(__DATA__).flat()[0] ?? ""}`;
/** How long the network may hesitate with the page, in milliseconds, before it is the one that is kept. */
const PATIENCE = 3000;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepBuild().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldBuilds().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const [address = ""] = request.url.split(/[?#]/);
  if (request.method !== "GET" || !address.startsWith(scope)) return;
  if (address === scope || address === `${scope}index.html`) event.respondWith(page(request));
  else if (address.startsWith(folder)) event.respondWith(data(event, address));
  else if (request.cache === "reload") event.respondWith(fetch(request));
  else event.respondWith(caches.match(address).then((kept) => kept ?? fetch(request)));
});

/** @throws where a file is another than the build's: the worker is not installed then, and the browser tries again later */
async function keepBuild(): Promise<void> {
  const cache = await caches.open(pageCache);
  const keep = async ([file, digest]: [string, string]) => {
    // Not what the browser has from an earlier visit, which the host may have allowed it to keep.
    const response = await fetch(scope + file, { cache: "reload" });
    const bytes = await response.clone().arrayBuffer();
    if (!response.ok || (await digestOf(bytes)) !== digest) throw new Error(`${file} is not of this build`);
    await cache.put(scope + file, response);
  };
  try {
    await Promise.all(Object.entries(__FILES__).map(keep));
    const html = await freshPage();
    if (!html || !ownFiles(await html.clone().text()).every((file) => Object.hasOwn(__FILES__, file))) {
      throw new Error("the page is not of this build");
    }
    await cache.put(scope, html);
  } catch (error) {
    await caches.delete(pageCache);
    throw error;
  }
}

/** But for the one before: caches come in the order in which they were made. */
async function forgetOldBuilds(): Promise<void> {
  const others = (await caches.keys()).filter(
    (name) => name.startsWith(ours) && ![pageCache, dataCache].includes(name),
  );
  const before = others.filter((name) => !name.startsWith(`${ours}data`)).at(-1);
  await Promise.all(others.filter((name) => name !== before).map((name) => caches.delete(name)));
}

async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(pageCache)).match(scope);
  if (!kept) return fetch(request);
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE));
  return (await Promise.race([freshPage(), late])) ?? kept;
}

/** The page as the host has it now; nothing unless all that it begins with can be had, from there or from what is kept. */
async function freshPage(): Promise<Response | undefined> {
  try {
    const response = await fetch(scope, { cache: "no-cache" });
    const html = await response.clone().text();
    const files = ownFiles(html);
    const there = await Promise.all(files.map(async (file) => isThere(scope + file)));
    if (!response.ok || files.length === 0 || there.includes(false)) return undefined;
    // What came by way of another address may not answer a visit.
    return response.redirected ? new Response(html, { headers: { "Content-Type": "text/html" } }) : response;
  } catch {
    return undefined;
  }
}

/** Files that the page's HTML names. */
const ownFiles = (html: string) => [...html.matchAll(/\s(?:src|href)="\.\/([^"]+)"/g)].map(([, file = ""]) => file);

async function isThere(address: string): Promise<boolean> {
  if (await caches.match(address)) return true;
  // Nor what the browser has of it: an answer in its place may have come when it was not there yet.
  const { ok, headers } = await fetch(address, { cache: "reload" });
  return ok && !headers.get("Content-Type")?.startsWith("text/html");
}

async function data(event: FetchEvent, address: string): Promise<Response> {
  const { request } = event;
  const cache = await caches.open(dataCache);
  const kept = request.cache === "reload" ? undefined : await cache.match(address);
  if (kept) return kept;
  const response = await fetch(request);
  // Beside the answer, not before it: the page shows how far it has come.
  if (response.ok) event.waitUntil(keepData(cache, address, response.clone()));
  return response;
}

async function keepData(cache: Cache, address: string, { headers, body }: Response): Promise<void> {
  try {
    const bytes = await new Response(body).arrayBuffer();
    if (!__DATA__[address.slice(folder.length)]?.includes(await digestOf(bytes))) return;
    const type = headers.get("Content-Type") ?? "application/octet-stream";
    await cache.put(
      address,
      new Response(bytes, { headers: { "Content-Type": type, "Content-Length": `${bytes.byteLength}` } }),
    );
  } catch {
    // Cut short, or no room: next time it is fetched again.
  }
}

/** The first 16 hexadecimal digits of bytes' SHA-256, as vite.config.ts has them. */
async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 8);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import type { Values } from "../index.js";

/** A server for one page on this machine. */
export interface PageServer {
  /** Address of the page. Its path is a secret: no other page or user of this machine can guess it. */
  readonly url: string;
  /** What the page has posted to `files/NAME`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  close(): Promise<void>;
}

/** What the page is made of and lives by. */
interface Served {
  /** The built page; ends in a slash. */
  readonly folder: URL;
  readonly data: ReadonlyMap<string, Values>;
  readonly files: Map<string, Uint8Array>;
}

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** For the page alone: nothing of it is shown in, read by or told to another's (the benchmark's shows an empty one of its own). */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "frame-ancestors 'self'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Names of the page's files, of data sets and of what is handed over: nothing to decode, no way up. */
const NAME = /^[A-Za-z0-9][\w.-]*$/;
/** Any web page can open connections here: one that does not say what it wants is closed. */
const HEADERS_WITHIN = 10_000; // milliseconds

/**
 * Serves a folder, and data sets as raw bytes under `data/NAME`; takes files posted to `files/NAME`. Listens on the loopback
 * address, on a free port, where any page in any browser of this machine can send requests too: all but the page's own are
 * refused before their bodies are read, and none ends the server.
 * @param folder the built page; ends in a slash
 * @param headersWithin milliseconds in which a connection has to say what it wants
 */
export async function servePage(
  folder: URL,
  data: ReadonlyMap<string, Values>,
  headersWithin = HEADERS_WITHIN,
): Promise<PageServer> {
  const files = new Map<string, Uint8Array>();
  const root = `/${randomBytes(16).toString("hex")}/`;
  let origin = "";
  const server = createServer({ headersTimeout: headersWithin, connectionsCheckingInterval: headersWithin / 2 });
  server.on("request", (request, response) => {
    // Connections end when those at their other ends like: that is no fault of the run.
    request.on("error", ignore);
    response.on("error", ignore);
    const path = pathIn(request, origin);
    const status = path === undefined ? 400 : isOwn(request, origin) ? undefined : 403;
    if (status !== undefined || !path?.startsWith(root)) return refuse(request, response, status ?? 404);
    respond(request, response, path.slice(root.length), { folder, data, files }).catch(() =>
      refuse(request, response, 500),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.on("error", ignore);
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}${root}`,
    files,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const ignore = () => undefined;

/** The path of a request to this server; nothing where it can't be read, or is another server's. */
function pathIn({ url = "" }: IncomingMessage, origin: string): string | undefined {
  try {
    const parsed = new URL(url, origin);
    decodeURIComponent(parsed.pathname);
    return url.startsWith("/") && parsed.origin === origin ? parsed.pathname : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a request is for this server by its address, and not by a name that leads here; and not from another's page. */
const isOwn = ({ headers }: IncomingMessage, origin: string) =>
  `http://${headers.host}` === origin && (headers.origin ?? origin) === origin;

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { folder, data, files }: Served,
): Promise<void> {
  const { method } = request;
  const [place = "", name = "", ...rest] = path.split("/");
  const isNamed = NAME.test(name) && rest.length === 0;
  if (method === "POST" && place === "files" && isNamed) {
    files.set(name, await bodyOf(request));
    response.writeHead(204, HEADERS).end();
  } else if (method !== "GET") {
    refuse(request, response, 405);
  } else if (place === "data" && isNamed) {
    const values = data.get(name);
    if (!values) return refuse(request, response, 404);
    response.writeHead(200, {
      ...HEADERS,
      "content-type": "application/octet-stream",
      "content-length": values.byteLength,
    });
    response.end(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  } else {
    const type = TYPES[extname(path || "index.html")];
    const isFile = path === "" || path.split("/").every((part) => NAME.test(part));
    const content = type && isFile && (await readFile(new URL(path || "index.html", folder)).catch(ignore));
    if (!content) return refuse(request, response, 404);
    response.writeHead(200, { ...HEADERS, "content-type": `${type}; charset=utf-8` }).end(content);
  }
}

/** A plain array: a Buffer's slice() does not copy. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Answers with an error, and ends the connection: what is left of the request, which may be endless, is not read. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  const end = () => {
    request.socket.destroy();
  };
  if (response.headersSent || response.destroyed) end();
  else {
    response.writeHead(status, { ...HEADERS, "content-type": "text/plain", connection: "close" });
    response.end(status === 404 ? "not found" : "refused", end);
  }
}

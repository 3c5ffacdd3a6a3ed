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

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/**
 * Serves a folder, and data sets as raw bytes under `data/NAME`; takes files posted to `files/NAME`.
 * Listens on the loopback address, on a free port.
 * @param folder the built page; ends in a slash
 */
export async function servePage(folder: URL, data: ReadonlyMap<string, Values>): Promise<PageServer> {
  const files = new Map<string, Uint8Array>();
  const root = `/${randomBytes(16).toString("hex")}/`;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const answer = path.startsWith(root)
      ? respond(request, response, path.slice(root.length), folder, data, files)
      : Promise.resolve(notFound(response));
    answer.catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${root}`,
    files,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  folder: URL,
  data: ReadonlyMap<string, Values>,
  files: Map<string, Uint8Array>,
): Promise<void> {
  const [place, name = ""] = path.split("/", 2);
  if (place === "files" && request.method === "POST") {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    files.set(name, new Uint8Array(Buffer.concat(chunks))); // a plain array: a Buffer's slice() does not copy
    response.writeHead(204).end();
  } else if (place === "data") {
    const values = data.get(name);
    if (!values) return notFound(response);
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": values.byteLength });
    response.end(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  } else {
    await respondWithFile(response, new URL(path || "index.html", folder), folder);
  }
}

async function respondWithFile(response: ServerResponse, file: URL, folder: URL): Promise<void> {
  const type = TYPES[extname(file.pathname)];
  if (!type || !file.href.startsWith(folder.href)) return notFound(response);
  const content = await readFile(file).catch(() => undefined);
  if (!content) return notFound(response);
  response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(content);
}

function notFound(response: ServerResponse): void {
  response.writeHead(404).end("not found");
}

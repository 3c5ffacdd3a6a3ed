import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, relative, sep } from "node:path";

const BYTES = "application/octet-stream";
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

export interface StaticServer {
  /** Port on the loopback interface. */
  readonly port: number;
  /** Paths below the mount point that answer 404 although the file is there; a test may change it. */
  readonly missing: Set<string>;
  /** What a path below the mount point answers in place of its file; a test may change it. */
  readonly instead: Map<string, { readonly type: string; readonly body: string | Uint8Array }>;
  /** Paths below the mount point that are never answered; a test may change it. */
  readonly unanswered: Set<string>;
  /** Paths below the mount point that were asked for, in order; a test may empty it. */
  readonly asked: string[];
  /** Whether every connection is cut, as without a network; a test may change it. */
  offline: boolean;
  /** Serves another folder from now on. */
  deploy(folder: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves a folder, as it is now, under a path: a plain web server, without a fallback for missing files.
 * @param headers of all its answers
 */
export async function serveFolder(
  folder: string,
  mount: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  let files = await filesIn(folder);
  const missing = new Set<string>();
  const unanswered = new Set<string>();
  const instead: StaticServer["instead"] = new Map();
  const asked: string[] = [];
  const state = { offline: false };
  const server = createServer((request, response) => {
    if (state.offline) return request.socket.destroy();
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = pathname === mount ? "index.html" : pathname.slice(mount.length);
    asked.push(path);
    if (unanswered.has(path)) return;
    const other = instead.get(path);
    const bytes = other?.body ?? (pathname.startsWith(mount) && !missing.has(path) ? files.get(path) : undefined);
    if (!bytes) return response.writeHead(404, headers).end();
    const type = other?.type ?? TYPES[extname(path)] ?? BYTES;
    return response
      .writeHead(200, { ...headers, "Content-Type": type, "Content-Length": Buffer.byteLength(bytes) })
      .end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    get offline() {
      return state.offline;
    },
    set offline(value) {
      state.offline = value;
    },
    port: (server.address() as AddressInfo).port,
    missing,
    instead,
    unanswered,
    asked,
    async deploy(other) {
      files = await filesIn(other);
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => [relative(folder, path).split(sep).join("/"), await readFile(path)] as const);
  return new Map(await Promise.all(files));
}

import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { type PageServer, servePage } from "../../src/cli/server.js";
import { temporaryFolder } from "./run-cli.js";

async function serve(headersWithin?: number): Promise<PageServer> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "index.html"), "<p>the page");
  await writeFile(join(folder, "secret.txt"), "not for the page");
  const buffer = new Float32Array([9, 1, 2]);
  const server = await servePage(pathToFileURL(`${folder}/`), new Map([["train", buffer.subarray(1)]]), headersWithin);
  onTestFinished(() => server.close());
  return server;
}

test("serves the page and the data, and takes files", async () => {
  const { url, files } = await serve();
  const page = await fetch(url);
  expect([page.headers.get("content-type"), await page.text()]).toEqual(["text/html; charset=utf-8", "<p>the page"]);
  const data = await (await fetch(`${url}data/train`)).arrayBuffer();
  expect([...new Float32Array(data)]).toEqual([1, 2]);
  const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
  expect((await fetch(`${url}files/weights`, { method: "POST", body: bytes })).status).toBe(204);
  expect(files.get("weights")).toEqual(bytes);
});

test("gives nothing to those who do not know its path, and nothing but the page to those who do", async () => {
  const { url } = await serve();
  const status = async (address: string | URL) => (await fetch(address)).status;
  expect(await status(new URL("/", url))).toBe(404);
  expect(await status(new URL("/data/train", url))).toBe(404);
  expect(await status(`${url}data/other`)).toBe(404);
  expect(await status(`${url}secret.txt`)).toBe(404);
  expect(await status(`${url}%2e%2e%2f%2e%2e%2fetc%2fpasswd.html`)).toBe(404);
  expect(await status(`${url}none.js`)).toBe(404);
});

/** What the server says to bytes, and until when: all of its answer, once it has ended the connection. */
async function answerTo(url: string, text: string | Uint8Array): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").setEncoding("latin1");
  let answer = "";
  socket.on("data", (part) => {
    answer += part;
  });
  socket.on("error", () => undefined); // a connection that is reset has said what it had to say
  socket.write(text);
  await once(socket, "close");
  return answer;
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describe("whatever another page sends is refused, and the server lives on", () => {
  const host = (url: string) => `host: ${new URL(url).host}\r\n`;
  const request =
    (line: string, ...headers: string[]) =>
    (url: string) =>
      `${line.replace("ROOT/", new URL(url).pathname)} HTTP/1.1\r\n${host(url)}${headers.map((header) => `${header}\r\n`).join("")}\r\n`;
  const cases: [string, (url: string) => string, number][] = [
    ["a path that is no path", request("GET //"), 400],
    ["another server's address", request("GET http://example.org/"), 400],
    ["another server's address without a scheme", request("GET //example.org/data/train"), 400],
    ["no address at all", request("OPTIONS *"), 400],
    ["an escape that is none", request("GET /%"), 400],
    ["an escape that is no UTF-8", request("GET /%ff%fe"), 400],
    ["an escape that is none, behind the secret", request("GET ROOT/%zz"), 400],
    ["no HTTP", () => "\x16\x03\x01 hello\r\n\r\n", 400],
    ["a header without end", (url) => `GET / HTTP/1.1\r\n${host(url)}x: ${"x".repeat(100_000)}\r\n\r\n`, 431],
    ["no host", () => "GET / HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
    [
      "a name that leads here",
      (url) => `GET ${new URL(url).pathname} HTTP/1.1\r\nhost: evil.example:${new URL(url).port}\r\n\r\n`,
      403,
    ],
    [
      "localhost, which may lead elsewhere",
      (url) => `GET ${new URL(url).pathname} HTTP/1.1\r\nhost: localhost:${new URL(url).port}\r\n\r\n`,
      403,
    ],
    ["another page's request", request("GET ROOT/", "origin: https://evil.example"), 403],
    ["a request from nowhere", request("POST ROOT/files/weights", "origin: null", "content-length: 3"), 403],
    [
      "a websocket",
      request(
        "GET /",
        "connection: upgrade",
        "upgrade: websocket",
        "sec-websocket-key: x",
        "origin: https://evil.example",
      ),
      403,
    ],
    ["a websocket that knows the secret", request("GET ROOT/none", "connection: upgrade", "upgrade: websocket"), 404],
    ["a preflight", request("OPTIONS /", "origin: https://evil.example", "access-control-request-method: PUT"), 403],
    ["another method", request("DELETE ROOT/files/weights"), 405],
    ["a body that never ends", request("POST /files/weights", "transfer-encoding: chunked"), 404],
    ["a body of a terabyte", request("POST /", "content-length: 1099511627776", "origin: https://evil.example"), 403],
    ["a name that leads out", request("POST ROOT/files/..%2fx", "content-length: 0"), 405],
    ["a file without a name", request("POST ROOT/files/", "content-length: 0"), 405],
    ["the prototype", request("GET ROOT/data/__proto__"), 404],
    ["a null byte", request("GET ROOT/index.html%00.js"), 404],
    ["a Windows path", request("GET ROOT/..%5c..%5cindex.html"), 404],
  ];
  test.each(cases)("%s", async (_, bytes, status) => {
    const { url, files } = await serve();
    const answer = await answerTo(url, bytes(url));
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain("the page");
    expect(await (await fetch(url)).text()).toBe("<p>the page");
    expect(files.size).toBe(0);
  });

  test("a proxy's request, which has no answer", async () => {
    const { url } = await serve();
    expect(await answerTo(url, request("CONNECT example.org:443")(url))).toBe("");
    expect((await fetch(url)).status).toBe(200);
  });

  test("random bytes", async () => {
    const { url } = await serve();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        await answerTo(url, Buffer.concat([bytes, Buffer.from("\r\n\r\n")]));
      }),
      { numRuns: 200 },
    );
    expect((await fetch(url)).status).toBe(200);
  });

  test("a connection that ends amid a file: nothing of it is taken", async () => {
    const { url, files } = await serve();
    const { port, pathname, host } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`POST ${pathname}files/weights HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 1000\r\n\r\nabc`);
    await once(socket, "connect");
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await fetch(url)).status).toBe(200);
    expect(files.size).toBe(0);
  });

  test("connections that say nothing are no hindrance, and are closed", async () => {
    const { url } = await serve(1000);
    const sockets = Array.from({ length: 200 }, () => connect(Number(new URL(url).port), "127.0.0.1"));
    const closed = Promise.all(sockets.map((socket) => once(socket, "close")));
    for (const socket of sockets)
      socket
        .on("error", () => undefined)
        .resume()
        .write("GET / HTTP/1.1\r\nx");
    expect((await fetch(url)).status).toBe(200);
    await closed;
  });
});

test("no other page may frame it, read it or learn its address", async () => {
  const { url } = await serve();
  const { headers } = await fetch(`${url}data/train`);
  expect(Object.fromEntries(headers)).toMatchObject({
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": "frame-ancestors 'self'",
  });
  expect(headers.has("access-control-allow-origin")).toBe(false);
});

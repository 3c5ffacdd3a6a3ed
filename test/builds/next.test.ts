import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, inject, it } from "vitest";
import { program, project, resultAt, tool, toolFile } from "./project.js";
import { IS_QUICK } from "./quick.js";

const FILES = {
  "app/layout.js":
    'export default ({ children }) => <html lang="en"><head><link rel="icon" href="data:," /></head><body>{children}</body></html>;\n',
  "app/page.js": `import { describePlan, PRESETS } from "isthmus";
import { parseIdx } from "isthmus/data";
import Client from "./client";

export const dynamic = "force-dynamic";

export default async function Page() {
  const rows = await describePlan(PRESETS.convolutional(), { kind: "train", batchSize: 2, level: "tiled" });
  const { shape } = parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9));
  return <><p id="server">{rows.length > 10 && shape.join()}</p><Client /></>;
}
`,
  "app/client.js": `"use client";
import { useEffect } from "react";
import { use } from "./program.js";

export default function Client() {
  useEffect(() => {
    const server = document.querySelector("#server").textContent;
    use().then((result) => { globalThis.result = { server, ...result }; }, (error) => { globalThis.result = { error: String(error.stack) }; });
  }, []);
  return null;
}
`,
};

it.skipIf(IS_QUICK)("Next, on the server and in the page", async () => {
  // Next is not in the project's own folder but in the one above, with all the tools; it looks no further up than it is told to.
  const config = `export default { turbopack: { root: ${JSON.stringify(inject("tools"))} } };\n`;
  const folder = await project("next", { ...FILES, "app/program.js": await program(), "next.config.js": config });
  await tool(folder, "next/dist/bin/next", ["build"]);
  const port = await freePort();
  const server = spawn(process.execPath, [toolFile("next/dist/bin/next"), "start", "--port", String(port)], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    for await (const text of server.stdout) if (/Ready/.test(String(text))) break;
    expect(await resultAt(`http://127.0.0.1:${port}/`)).toMatchObject({
      server: "2",
      codes: [64, 2],
      same: true,
      refused: true,
    });
  } finally {
    server.kill();
    await once(server, "exit");
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Compiles pipelines on Dawn, which writes what it makes of them to the standard output.
 * Usage: node dump.mjs FILE      a JSON list of { code, overrides }
 */
import { readFileSync } from "node:fs";
import { create } from "webgpu";

const gpu = create(["enable-dawn-features=dump_shaders"]);
const adapter = await gpu.requestAdapter();
if (!adapter) throw new Error("Dawn finds no adapter: Mesa is older than 24, or its software driver does not load.");
const device = await adapter.requestDevice({
  requiredFeatures: adapter.features.has("subgroups") ? ["subgroups"] : [],
});
for (const { code, overrides } of JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"))) {
  const module = device.createShaderModule({ code });
  await device.createComputePipelineAsync({ layout: "auto", compute: { module, constants: overrides } });
}
process.exit(0); // Dawn would keep the process alive

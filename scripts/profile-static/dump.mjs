/**
 * Compiles pipelines on Dawn, which writes what it makes of them to the standard output.
 * Usage: node dump.mjs FILE      a JSON list of { code, overrides }; the exit code is 2 where Dawn finds no adapter
 */
import { readFileSync } from "node:fs";
import { create } from "webgpu";

const gpu = create(["enable-dawn-features=dump_shaders"]);
const adapter = await gpu.requestAdapter();
// Mesa is too old for Dawn, or its driver does not load.
if (!adapter) process.exit(2);
const device = await adapter.requestDevice({
  requiredFeatures: ["subgroups", "shader-f16"].filter((feature) => adapter.features.has(feature)),
});
for (const { code, overrides } of JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"))) {
  const module = device.createShaderModule({ code });
  await device.createComputePipelineAsync({ layout: "auto", compute: { module, constants: overrides } });
}
process.exit(0); // Dawn would keep the process alive

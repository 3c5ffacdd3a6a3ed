import { describe, expect, it } from "vitest";
import { floorOf } from "../../bench/floors/floors.js";
import { fastest, floorsText, sectionText, verdictText } from "../../bench/print.js";
import { row, section } from "./report.js";

const SECTION = section([
  row("isthmus/naive", 400),
  row("isthmus/tiled", 20),
  row("tfjs/wasm", 40),
  row("jax-js/wasm", 1, { outcome: "wrong", reason: "off by 2.0e-3 (relative) after 10 units" }),
  row("tfjs/webgpu", undefined, { outcome: "failed", reason: "no adapter" }),
]);

describe("sectionText", () => {
  it("shows times, spreads, rates, and what went wrong", () => {
    expect(`\n${sectionText(SECTION)}\n`).toBe(`
notebook step
                 ms  fastest–slowest  × our best  images/s  turns  off by
─────────────  ────  ───────────────  ──────────  ────────  ─────  ──────  ──────
isthmus/naive   400          360–480       20.0×       640  7 × 3    2e-7
isthmus/tiled  20.0        18.0–24.0       1.00×    12,800  7 × 3    2e-7
tfjs/wasm      40.0        36.0–48.0       2.00×     6,400  7 × 3    2e-7
jax-js/wasm    1.00       0.900–1.20       0.05×   256,000  7 × 3    2e-7  WRONG
tfjs/webgpu       –                                                        FAILED
jax-js/wasm wrong: off by 2.0e-3 (relative) after 10 units
tfjs/webgpu failed: no adapter
`);
  });

  it("counts GFLOP/s where the work is a product", () => {
    const text = sectionText(section([row("isthmus/tiled", 2)], { flops: 4e6 }));
    expect(text).toMatch(/GFLOP\/s[\s\S]*2\.00\b.*1\.00×.*2\.00/);
  });
});

describe("verdictText", () => {
  it("is by how much we are ahead of the fastest peer whose results are right", () => {
    expect(verdictText([SECTION])).toBe(
      "notebook step: 2.00× faster than the fastest peer (isthmus/tiled 20.0 ms, tfjs/wasm 40.0 ms)",
    );
  });

  it("says plainly where a peer is ahead", () => {
    expect(verdictText([section([row("isthmus/tiled", 20), row("jax-js/wasm", 16)])])).toBe(
      "notebook step: SLOWER than a peer, 1.25× (isthmus/tiled 20.0 ms, jax-js/wasm 16.0 ms)",
    );
  });

  it("says nothing where there is nobody to compare with", () => {
    expect(verdictText([section([row("isthmus/tiled", 20), row("reference", 1)])])).toBe("");
  });
});

describe("fastest", () => {
  it("leaves out wrong and failed ones, and those of other roles", () => {
    expect(fastest(SECTION, "peer")?.contender).toBe("tfjs/wasm");
    expect(fastest(SECTION, "ours")?.contender).toBe("isthmus/tiled");
    expect(fastest(SECTION, "reference")).toBeUndefined();
  });
});

describe("floors", () => {
  const adapter = { flops: 1e9, bandwidth: 1e9, cachedBandwidth: 2e9, dispatch: 1e-6, dependentDispatch: 1e-5 };

  it("are the largest of arithmetic, bytes and latency", () => {
    const cost = { flops: 4e6, bytes: 4e6, dispatches: 3 };
    const floor = floorOf("a call", "a kernel", 8, cost, adapter);
    expect(floor).toEqual({
      call: "a call",
      kernel: "a kernel",
      time: 8,
      arithmetic: 4,
      bytes: 2,
      latency: expect.closeTo(0.03, 12),
      share: 0.5,
    });
    expect(floorOf("", "", 10, { flops: 0, bytes: 10e6, dispatches: 1 }, adapter).share).toBe(0.5);
    expect(floorOf("", "", 0.02, { flops: 0, bytes: 0, dispatches: 1 }, adapter).share).toBeCloseTo(0.5, 12);
  });

  it("stand beside the times of a level's calls", () => {
    const call = floorOf("encoder.0/forward", "matmul-tiled", 4, { flops: 1e6, bytes: 8, dispatches: 1 }, adapter);
    const step = floorOf("the step", "", 5, { flops: 1e6, bytes: 8, dispatches: 1 }, adapter);
    const levels = [{ title: "a step", level: "tiled" as const, calls: [call], step }];
    const text = floorsText({ adapter: { ...adapter, clock: "timestamps" }, levels });
    expect(text).toMatch(/by timestamps\): 1\.00 GFLOP\/s .* 1\.00 GB\/s .*2\.00 GB\/s/);
    expect(text).toMatch(/1\.00 µs a dispatch, 10\.0 µs where each needs/);
    expect(text).toMatch(/^encoder\.0\/forward {2}matmul-tiled +4\.00 +1\.00 .* 25 %$/m);
    expect(text).toMatch(/^the step .* 20 %$/m);
  });
});

import { afterEach, expect, it, vi } from "vitest";
import { Clock } from "../../src/runtime/gpu/clock.js";
import type { Gpu } from "../../src/runtime/gpu/device.js";

/** The wall clock, which only answers let go on. */
let now = 0;
vi.spyOn(performance, "now").mockImplementation(() => now);
afterEach(() => {
  now = 0;
});

/** A GPU whose answers come after so many milliseconds, and whose timestamps are those given, in nanoseconds. */
function pretendedGpu({ answers = 0, stamps }: { answers?: number; stamps?: readonly bigint[] }) {
  const asked: string[] = [];
  const pass = (descriptor?: GPUComputePassDescriptor) => {
    const { beginningOfPassWriteIndex: from, endOfPassWriteIndex: to } = descriptor?.timestampWrites ?? {};
    asked.push(`pass ${from}…${to}`);
  };
  const mapped = new BigUint64Array(stamps ?? []).buffer;
  const gpu = {
    device: {
      features: new Set(stamps ? ["timestamp-query"] : []),
      createQuerySet: () => ({ destroy: () => void asked.push("destroy") }),
      createCommandEncoder: () => ({ resolveQuerySet: () => {}, copyBufferToBuffer: () => {}, finish: () => ({}) }),
      queue: {
        submit: () => void asked.push("submit"),
        onSubmittedWorkDone: async () => {
          now += answers;
        },
      },
    },
    buffer: () => ({
      mapAsync: async () => void asked.push("map"),
      getMappedRange: (offset: number, size: number) => mapped.slice(offset, offset + size),
      unmap: () => {},
      destroy: () => void asked.push("destroy"),
    }),
    scoped: async (_: string, work: () => unknown) => work(),
    settled: (work: Promise<unknown>) => work,
  };
  return {
    gpu: gpu as unknown as Gpu,
    asked,
    work: (_: unknown, descriptor?: GPUComputePassDescriptor) => pass(descriptor),
  };
}

it("has the GPU's own times of many pieces of work by one submit and one answer", async () => {
  const { gpu, asked, work } = pretendedGpu({ answers: 1000, stamps: [5n, 1_000_005n, 7n, 2_500_007n, 9n, 4n] });
  const clock = await Clock.of(gpu);
  // The last one's run backwards, as Chrome's can.
  expect(await clock?.times([work, work, work])).toEqual([1, 2.5, 0]);
  expect(asked).toEqual(["pass 0…1", "pass 2…3", "pass 4…5", "submit", "map"]);
  clock?.dispose();
  expect(asked.slice(5)).toEqual(["destroy", "destroy", "destroy"]);
});

it("asks nothing of the GPU where there is nothing to time", async () => {
  const { gpu, asked } = pretendedGpu({ stamps: [] });
  expect(await (await Clock.of(gpu))?.times([])).toEqual([]);
  expect(asked).toEqual([]);
});

it("takes the wall clock, work by work, without timestamps and where they stand still", async () => {
  for (const stamps of [undefined, [3n, 3n, 3n, 3n]]) {
    const { gpu, asked, work } = pretendedGpu({ answers: 3, ...(stamps && { stamps }) });
    const clock = await Clock.of(gpu);
    asked.length = 0;
    expect(await clock?.times([work, work])).toEqual([3, 3]);
    expect(asked.filter((what) => what === "pass undefined…undefined").length).toBe(2);
  }
});

it("tells nothing where there are no timestamps, and answers come only now and then", async () => {
  const { gpu } = pretendedGpu({ answers: 100 });
  expect(await Clock.of(gpu)).toBeUndefined();
});

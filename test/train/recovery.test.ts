import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DataError, DeviceLostError, type Gpu, GpuUnavailableError, withRecovery } from "../../src/index.js";

const lost = () => new DeviceLostError("gone", "unknown");
/** GPUs that are told apart, and stand for what is never used of them here. */
const gpuOf = (number: number) => ({ number }) as unknown as Gpu;

/** Opens GPU after GPU; throws what stands in the list instead. */
function opener(...refusals: (Error | undefined)[]) {
  let opened = 0;
  const open = vi.fn(async () => {
    const refusal = refusals.shift();
    if (refusal) throw refusal;
    return gpuOf(opened++);
  });
  return open;
}

/** Work that is lost so many times, and then tells on which GPU it was done. */
function losing(times: number, before: (time: number) => void = () => {}) {
  let tried = 0;
  return vi.fn(async (gpu: Gpu) => {
    tried += 1;
    before(tried);
    if (tried <= times) throw lost();
    return gpu;
  });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("withRecovery", () => {
  test("works once, on one GPU, where nothing is lost", async () => {
    const [open, work, onLost] = [opener(), losing(0), vi.fn()];
    await expect(withRecovery(open, work, { onLost })).resolves.toEqual(gpuOf(0));
    expect([open, work, onLost].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
  });

  test("works anew on another GPU after each of three losses in a row; a fourth ends it", async () => {
    const onLost = vi.fn();
    await expect(withRecovery(opener(), losing(3), { onLost })).resolves.toEqual(gpuOf(3));
    expect(onLost).toHaveBeenCalledTimes(3);
    const [open, work] = [opener(), losing(4)];
    await expect(withRecovery(open, work)).rejects.toThrow(DeviceLostError);
    expect([open, work].map(({ mock }) => mock.calls.length)).toEqual([4, 4]);
  });

  test("counts anew when the work has come further", async () => {
    let reached = 0;
    const work = losing(9, (time) => {
      if (time % 3 === 0) reached += 1;
    });
    await expect(withRecovery(opener(), work, { reached: () => reached })).resolves.toEqual(gpuOf(9));
  });

  test("passes other errors on, and a loss when nobody waits any more", async () => {
    const wrong = new DataError("wrong");
    await expect(withRecovery(opener(), () => Promise.reject(wrong))).rejects.toBe(wrong);
    const work = losing(1);
    await expect(withRecovery(opener(), work, { signal: AbortSignal.abort() })).rejects.toThrow(DeviceLostError);
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("does not wait for a first GPU, but ten seconds for another", async () => {
    const none = () => new GpuUnavailableError("none");
    const never = losing(0);
    await expect(withRecovery(opener(none()), never)).rejects.toThrow(GpuUnavailableError);
    expect(never).not.toHaveBeenCalled();

    const late = withRecovery(opener(undefined, none(), lost(), none()), losing(1));
    await vi.advanceTimersByTimeAsync(1500);
    await expect(late).resolves.toEqual(gpuOf(1));

    const open = opener(undefined, ...Array.from({ length: 20 }, none));
    const given = withRecovery(open, losing(1));
    const refused = expect(given).rejects.toThrow(GpuUnavailableError);
    await vi.advanceTimersByTimeAsync(9500);
    await refused;
    expect(open).toHaveBeenCalledTimes(21);
  });

  test("waits for a first GPU, too, where one was lost just before", async () => {
    const late = withRecovery(opener(new GpuUnavailableError("none")), losing(0), { lost: true });
    await vi.advanceTimersByTimeAsync(500);
    await expect(late).resolves.toEqual(gpuOf(0));
  });

  test("stops waiting when nobody does any more", async () => {
    const stop = new AbortController();
    const open = opener(undefined, ...Array.from({ length: 20 }, () => new GpuUnavailableError("none")));
    const given = withRecovery(open, losing(1), { signal: stop.signal });
    const refused = expect(given).rejects.toThrow(GpuUnavailableError);
    await vi.advanceTimersByTimeAsync(600);
    stop.abort();
    await vi.advanceTimersByTimeAsync(500);
    await refused;
    expect(open.mock.calls.length).toBeLessThan(6);
  });
});

import fc from "fast-check";
import { expect } from "vitest";
import { IsthmusError } from "../../src/errors.js";

type Change = (bytes: Uint8Array) => Uint8Array;

/** A file of which most is as it was: bytes, numbers at their bounds, parts moved, doubled or cut off. */
export function damage(original: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat(original.length - 1);
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.tuple(place, fc.nat(255)).map(
      ([at, value]) =>
        (bytes: Uint8Array) =>
          bytes.fill(value, at, at + 1),
    ),
    fc.tuple(place, fc.constantFrom(0, 0x7f, 0xff)).map(
      ([at, value]) =>
        (bytes: Uint8Array) =>
          bytes.fill(value, at, at + 4),
    ),
    fc.tuple(place, place).map(
      ([at, from]) =>
        (bytes: Uint8Array) =>
          bytes.copyWithin(at, from, from + 16),
    ),
    place.map((at) => (bytes: Uint8Array) => bytes.slice(0, at)),
    fc.tuple(place, fc.nat(64)).map(
      ([at, length]) =>
        (bytes: Uint8Array) =>
          Uint8Array.of(...bytes.subarray(0, at + length), ...bytes.subarray(at)),
    ),
  );
  const changes = fc.array(change, { minLength: 1, maxLength: 4 });
  return changes.map((made) => made.reduce<Uint8Array>((bytes, apply) => apply(bytes), original.slice() as Uint8Array));
}

/** Holds that what is read is read, or refused by an error of ours, soon. @throws what is no error of ours */
export async function ours(read: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  try {
    await read();
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    expect(error.message.length).toBeLessThan(2000);
  }
  expect(performance.now() - began).toBeLessThan(2000);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

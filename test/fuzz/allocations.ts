/** Counts what typed arrays and buffers are asked for, from when this file is loaded: what a bomb would fill the memory with. */

const NAMES = [
  ...["ArrayBuffer", "Uint8Array", "Uint8ClampedArray", "Int8Array", "Uint16Array", "Int16Array", "Uint32Array"],
  ...["Int32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"],
] as const;

let bytes = 0;

for (const name of NAMES) {
  const original = Reflect.get(globalThis, name) as { new (...args: unknown[]): object; prototype: object };
  const size: number = Reflect.get(original, "BYTES_PER_ELEMENT") ?? 1;
  const counted = new Proxy(original, {
    construct(target, args, newTarget) {
      const [first] = args;
      // Views of what is there already cost nothing; lists and other arrays are copied.
      if (typeof first === "number") bytes += size * first;
      else if (typeof first === "object" && first !== null && !isBuffer(first)) {
        bytes += size * Number(Reflect.get(first, "length") ?? 0);
      }
      return Reflect.construct(target, args, newTarget);
    },
  });
  Object.defineProperty(original.prototype, "constructor", { value: counted, configurable: true, writable: true });
  Reflect.set(globalThis, name, counted);
}

function isBuffer(value: object): boolean {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

/** Bytes asked for so far. */
export const allocated = () => bytes;

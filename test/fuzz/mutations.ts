/**
 * Changes that leave most of a file as it is. Those of bytes go anywhere; those of a format take the file apart, change what is in
 * it, and put it together again with lengths and checksums that are right, so that readers meet the change and not its wrapping.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { type Field, fieldsOf, messageOf } from "./protobuf-fields.js";

/** A change; any `at` and `value` make one, so that they can be drawn, and shrunk, without a look at the file. */
export type Mutation = (bytes: Uint8Array, at: number, value: number) => Uint8Array;

/** Integers at which readers have been wrong. */
const INTEGERS = [
  ...[0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x10000n, 2n ** 24n, 2n ** 31n - 1n, 2n ** 31n],
  ...[2n ** 32n - 1n, 2n ** 32n, 2n ** 52n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n],
];

const byte: Mutation = (bytes, at, value) => bytes.fill(value & 255, place(bytes, at), place(bytes, at) + 1);

/** A number of 2, 4 or 8 bytes, of either order, where numbers often begin. */
const integer: Mutation = (bytes, at, value) => {
  const width = [2, 4, 8][value % 3] ?? 8;
  const number = INTEGERS[Math.floor(value / 6) % INTEGERS.length] ?? 0n;
  const begin = place(bytes, at) & ~1;
  const digits = Array.from({ length: width }, (_, index) => Number((number >> BigInt(8 * index)) & 255n));
  if (value % 6 < 3) digits.reverse();
  for (const [index, digit] of digits.entries()) if (begin + index < bytes.length) bytes[begin + index] = digit;
  return bytes;
};

/** Eight bytes of one place at another: addresses and offsets exchanged. */
const address: Mutation = (bytes, at, value) => {
  const from = place(bytes, value) & ~7;
  return bytes.copyWithin(place(bytes, at) & ~7, from, from + 8);
};

const move: Mutation = (bytes, at, value) => bytes.copyWithin(place(bytes, at), place(bytes, value));
const cut: Mutation = (bytes, at) => bytes.slice(0, place(bytes, at));
const drop: Mutation = (bytes, at, value) => spliced(bytes, at, 1 + (value % 32), new Uint8Array());
const double: Mutation = (bytes, at, value) => {
  const begin = place(bytes, at);
  return spliced(bytes, at, 0, bytes.slice(begin, begin + (value % 64)));
};

export const BYTES = [byte, byte, integer, integer, address, move, cut, drop, double] as const;

/** What is put into texts: their own signs, numbers at their bounds, what terminals and spreadsheets would run. */
const WORDS = [
  ...[
    '"',
    '""',
    "'",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\\",
    "\\u0000",
    "\\ud800",
    "\ufeff",
    " ",
    "{",
    "}",
    "[",
    "]",
  ],
  ...[
    "-0",
    "1e999",
    "-1e999",
    "NaN",
    "0x10",
    "1_000",
    "1,5",
    "9".repeat(400),
    "0".repeat(400),
    "[".repeat(3000),
    ",".repeat(3000),
  ],
  ...["__proto__", "constructor", "toString", "=1+1", "\u001b[2J", "\u202e", "é", "\u{1f600}", "null", "true"],
].map((word) => new TextEncoder().encode(word));
// Bytes that are not UTF-8: half a surrogate pair, a long form of a short character, one that begins and does not end.
WORDS.push(Uint8Array.of(0xed, 0xa0, 0x80), Uint8Array.of(0xc0, 0x80), Uint8Array.of(0xf0, 0x9f));

const word: Mutation = (bytes, at, value) => {
  const text = WORDS[value % WORDS.length] ?? new Uint8Array();
  return spliced(bytes, at, (value >> 8) % 4, text);
};

export const TEXT = [...BYTES, word, word, word, word] as const;

/** Values that stand where others did. */
const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    "",
    "x",
    "__proto__",
    "constructor",
    [],
    {},
    [[]],
    [0],
    [-1],
    { toString: 1 },
    { length: 2 ** 40 },
  ],
  ...[0, 1, -1, 0.5, 1e-320, 1e308, 2 ** 31, 2 ** 32, 2 ** 53, 28, 1000],
  [2 ** 20, 2 ** 20],
  Array.from({ length: 300 }, () => 1),
  "9".repeat(5000),
];

/** Changes one value, or one key, of a JSON text; other texts as texts. */
const value: Mutation = (bytes, at, drawn) => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return word(bytes, at, drawn);
  }
  let count = 0;
  JSON.stringify(parsed, (_, own: unknown) => {
    count += 1;
    return own;
  });
  const chosen = at % count;
  let index = 0;
  const text = JSON.stringify(parsed, (_, own: unknown) => (index++ === chosen ? replaced(own, drawn) : own));
  return new TextEncoder().encode(text ?? "null");
};

function replaced(own: unknown, drawn: number): unknown {
  const how = drawn % 4;
  const other = VALUES[Math.floor(drawn / 4) % VALUES.length];
  if (how < 2 || own === null || typeof own !== "object") return other;
  if (Array.isArray(own)) return how === 2 ? own.slice(1) : [...own, ...own, other];
  const entries = Object.entries(own);
  const [key, content] = entries[Math.floor(drawn / 4) % Math.max(1, entries.length)] ?? ["a", 1];
  if (how === 2) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries([...entries, [`${key}2`, content], ["__proto__", other]]);
}

export const JSON_TEXT = [...TEXT, value, value, value, value, value, value] as const;

/** The header of a safetensors file, its length kept right; the JSON that stands in its metadata as texts. */
const header: Mutation = (bytes, at, drawn) => {
  if (bytes.length < 8) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Math.min(view.getUint32(0, true), bytes.length - 8);
  const [text, rest] = [bytes.slice(8, 8 + length), bytes.subarray(8 + length)];
  const changed = drawn % 2 === 0 ? value(text, at, drawn >> 1) : inMetadata(text, at, drawn >> 1);
  const file = new Uint8Array(8 + changed.length + rest.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(changed.length), true);
  file.set(changed, 8);
  file.set(rest, 8 + changed.length);
  return file;
};

function inMetadata(text: Uint8Array, at: number, drawn: number): Uint8Array {
  try {
    const parsed = JSON.parse(new TextDecoder().decode(text)) as { __metadata__?: Record<string, string> };
    const texts = parsed.__metadata__ ?? {};
    const names = Object.keys(texts);
    const name = names[drawn % names.length];
    if (name === undefined) return value(text, at, drawn);
    const inner = value(new TextEncoder().encode(texts[name]), at, Math.floor(drawn / names.length));
    texts[name] = new TextDecoder().decode(inner);
    return new TextEncoder().encode(JSON.stringify(parsed));
  } catch {
    return value(text, at, drawn);
  }
}

export const SAFETENSORS = [...BYTES, header, header, header, header, header, header] as const;

/** What is in a gzip file. */
const gzipped =
  (inner: readonly Mutation[]): Mutation =>
  (bytes, at, drawn) =>
    repacked(bytes, () => {
      const content = new Uint8Array(gunzipSync(bytes, { maxOutputLength: 2 ** 24 }));
      return new Uint8Array(gzipSync(chosen(inner, drawn)(content, at, Math.floor(drawn / inner.length))));
    });

export const gzipOf = (inner: readonly Mutation[]) =>
  [...BYTES, gzipped(inner), gzipped(inner), gzipped(inner)] as const;

/** What is in one file of an archive, by that file's own changes; or its name. */
const zipped =
  (inner: (name: string) => readonly Mutation[]): Mutation =>
  (bytes, at, drawn) =>
    repacked(bytes, () => {
      const entries: [string, Uint8Array][] = Object.entries(unzipSync(bytes));
      const index = drawn % entries.length;
      const [name, content] = entries[index] ?? ["", new Uint8Array()];
      const rest = Math.floor(drawn / entries.length);
      const mutations = inner(name);
      if (rest % 16 === 0) entries[index] = [["../a", "", "a\0b", "__proto__", `${name}/`][at % 5] ?? "", content];
      else entries[index] = [name, chosen(mutations, rest)(content.slice(), at, Math.floor(rest / mutations.length))];
      return zipSync(Object.fromEntries(entries), { level: rest % 2 ? 6 : 0 });
    });

export const zipOf = (inner: (name: string) => readonly Mutation[]) =>
  [...BYTES, ...Array.from({ length: 9 }, () => zipped(inner))] as const;

/** A field of a protobuf message, however deep; the lengths around it are right again. */
const field: Mutation = (bytes, at, drawn) =>
  repacked(bytes, () => {
    const message = fieldsOf(bytes);
    const all = everyField(message);
    const { of, index } = all[at % all.length] ?? { of: message, index: 0 };
    const own = of[index];
    const rest = Math.floor(drawn / 5);
    if (!own || drawn % 5 === 0) of.splice(index, 1);
    else if (drawn % 5 === 1) of.splice(index, 0, own);
    else if (drawn % 5 === 2) of[index] = { ...own, number: 1 + (rest % 20) };
    else if (typeof own.value === "bigint") of[index] = { ...own, value: INTEGERS[rest % INTEGERS.length] ?? 0n };
    else if (own.value instanceof Uint8Array) of[index] = { ...own, value: word(own.value.slice(), at, rest) };
    else of[index] = { ...own, value: [...own.value, ...(all[rest % all.length]?.of ?? [])].slice(0, 200) };
    return messageOf(message);
  });

function everyField(message: Field[]): { of: Field[]; index: number }[] {
  return message.flatMap(({ value }, index) => [
    { of: message, index },
    ...(Array.isArray(value) ? everyField(value) : []),
  ]);
}

export const PROTOBUF = [...BYTES, field, field, field, field, field, field, field, field] as const;

/** Which change, and its `at` and `value`. */
export type Change = readonly [which: number, at: number, value: number];

/** One to four changes. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), {
  minLength: 1,
  maxLength: 4,
});

/** A file with some changes. */
export function changed(original: Uint8Array, mutations: readonly Mutation[], made: readonly Change[]): Uint8Array {
  return made.reduce<Uint8Array>(
    (bytes, [which, at, value]) => chosen(mutations, which)(bytes, at, value),
    new Uint8Array(original),
  );
}

const place = (bytes: Uint8Array, at: number) => at % Math.max(1, bytes.length);

function spliced(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  const begin = place(bytes, at);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, begin), inserted, bytes.subarray(begin + removed)]));
}

const chosen = (mutations: readonly Mutation[], drawn: number): Mutation =>
  mutations[drawn % mutations.length] ?? ((bytes) => bytes);

/** What an earlier change has made unreadable stays as it is. */
function repacked(bytes: Uint8Array, make: () => Uint8Array): Uint8Array {
  try {
    return make();
  } catch {
    return bytes;
  }
}

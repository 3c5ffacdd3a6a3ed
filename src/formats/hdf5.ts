/**
 * HDF5 files, as far as Keras writes them: groups, attributes, contiguous data sets; the library's default format and its newest.
 *
 * Read here, and not by jsfive, the package without WebAssembly: that is made for files one trusts, and files here may be a
 * stranger's. Each part of a file is a part of one thing, so that the work is bounded by its length, whatever addresses it gives.
 * All values of data sets together are no more than the file, and none is copied before it is asked for.
 */
import { Hdf5Bytes } from "./hdf5-bytes.js";
import { isDefined, MESSAGE, type Message, messagesAt, rootOf } from "./hdf5-headers.js";
import { bytesOf, type Datatype, datatypeAt, floatsOf, shapeAt, textsOf } from "./hdf5-values.js";

/** A group: what is in it by name, and its attributes. */
export interface Hdf5Group {
  readonly children: ReadonlyMap<string, Hdf5Group | Hdf5DataSet>;
  /** Texts of an attribute, one for each of its values; nothing where there is no such attribute. */
  texts(attribute: string): string[] | undefined;
}

/** An array of numbers. */
export interface Hdf5DataSet {
  readonly shape: readonly number[];
  /** `float32`, `int64`, `text` */
  readonly type: string;
  /** Its numbers, copied into 32-bit floats. @throws {FormatError} for texts */
  floats(): Float32Array;
}

/** Groups within each other: a model of models has a few. */
const DEEPEST = 32;

/**
 * The root group of a file.
 * @param name of the file, for errors
 * @throws {FormatError} when it is damaged, or has what Keras does not write
 */
export function readHdf5(bytes: Uint8Array, name: string): Hdf5Group {
  const file = new Hdf5Bytes(bytes, name);
  let values = 0;
  const read = (address: bigint, depth: number): Hdf5Group | Hdf5DataSet => {
    if (depth > DEEPEST) throw file.damaged("a group");
    const messages = messagesAt(file, address);
    if (messages.some(({ type }) => type === MESSAGE.layout)) {
      const { bytes: own, set } = dataSet(file, messages);
      values += own;
      if (values > bytes.length) throw file.damaged("a data set");
      return set;
    }
    const children = new Map<string, Hdf5Group | Hdf5DataSet>();
    for (const [child, at] of linksOf(file, messages)) {
      if (children.has(child)) throw file.damaged("a group");
      children.set(child, read(at, depth + 1));
    }
    return { children, texts: (attribute) => within(file, () => textsNamed(file, messages, attribute)) };
  };
  const root = within(file, () => read(rootOf(file), 0));
  if (!("children" in root)) throw file.damaged("its root group");
  return root;
}

/** A number that would stand beyond the end of the file is damage like any other. */
function within<T>(file: Hdf5Bytes, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof RangeError) throw file.damaged("a part of it");
    throw cause;
  }
}

/** The first message of a type. */
function messageOf(file: Hdf5Bytes, messages: readonly Message[], type: number, what: string): Message {
  const found = messages.find((message) => message.type === type);
  if (!found) throw file.damaged(what);
  return found;
}

function dataSet(file: Hdf5Bytes, messages: readonly Message[]): { readonly bytes: number; readonly set: Hdf5DataSet } {
  if (messages.some(({ type }) => type === MESSAGE.externalFiles)) throw file.unknown("values in other files");
  const space = messageOf(file, messages, MESSAGE.dataspace, "a data set");
  const type = messageOf(file, messages, MESSAGE.datatype, "a data set");
  const layout = messageOf(file, messages, MESSAGE.layout, "a data set");
  const shape = shapeAt(file, space.begin, space.length);
  const datatype = datatypeAt(file, type.begin, type.length);
  const size = bytesOf(file, shape, datatype);
  const own = file.part(placeOf(file, layout, size), size, "a data set");
  const set: Hdf5DataSet = {
    shape,
    type: typeName(datatype),
    floats: () => {
      if (datatype.kind === "float" || datatype.kind === "integer") return floatsOf(own, datatype);
      throw file.unknown("texts where numbers should be");
    },
  };
  return { bytes: size, set };
}

const typeName = ({ kind, size, signed }: Datatype) =>
  kind === "float" ? `float${8 * size}` : kind === "integer" ? `${signed ? "" : "u"}int${8 * size}` : "text";

/** Where a data set's values begin. */
function placeOf(file: Hdf5Bytes, { begin, length }: Message, size: number): number {
  const { view } = file;
  if (length < 4) throw file.damaged("a data set");
  const [version, kind] = [view.getUint8(begin), view.getUint8(begin + 1)];
  if (version !== 3 && version !== 4) throw file.unknown(`a data set's layout of version ${version}`);
  if (kind === 0) {
    if (view.getUint16(begin + 2, true) < size || 4 + size > length) throw file.damaged("a data set");
    return begin + 4;
  }
  if (kind !== 1) throw file.unknown("data sets in chunks, perhaps compressed");
  if (length < 18) throw file.damaged("a data set");
  if (size === 0) return 0; // has no place
  if (file.length(begin + 10, "a data set") < size) throw file.damaged("a data set");
  return file.place(file.u64(begin + 2), size, "a data set");
}

/** What is in a group: names, and where the headers of what they name begin. */
function* linksOf(file: Hdf5Bytes, messages: readonly Message[]): Generator<readonly [name: string, address: bigint]> {
  for (const { type, begin, length } of messages) {
    if (type === MESSAGE.link) yield linkAt(file, begin, length);
    else if (type === MESSAGE.linkInfo) {
      const heap = begin + 2 + (file.view.getUint8(begin + 1) & 1 ? 8 : 0);
      if (heap + 8 > begin + length) throw file.damaged("a group");
      if (isDefined(file.u64(heap))) throw file.unknown("a group whose links are in a heap");
    } else if (type === MESSAGE.symbolTable) {
      if (length < 16) throw file.damaged("a group");
      yield* symbolsOf(file, file.u64(begin), file.u64(begin + 8));
    }
  }
}

function linkAt(file: Hdf5Bytes, begin: number, length: number): readonly [string, bigint] {
  const { view } = file;
  const end = begin + length;
  const flags = view.getUint8(begin + 1);
  let at = begin + 2;
  if (flags & 8 && view.getUint8(at++) !== 0) throw file.unknown("links to other places");
  at += (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0);
  if ((flags & 3) > 1 || at + 2 > end) throw file.damaged("a link");
  const size = flags & 1 ? view.getUint16(at, true) : view.getUint8(at);
  at += flags & 1 ? 2 : 1;
  if (at + size + 8 > end) throw file.damaged("a link");
  return [file.utf8(file.part(at, size, "a link"), "a link"), file.u64(at + size)];
}

/** The links of a group of the old format: a tree of nodes of symbols, whose names are in a heap. */
function* symbolsOf(file: Hdf5Bytes, tree: bigint, heap: bigint): Generator<readonly [string, bigint]> {
  const { view } = file;
  const names = file.signed(heap, "HEAP", 32, "a group");
  const size = file.length(names + 8, "a group");
  const texts = file.part(file.u64(names + 24), size, "a group");
  const nodes = [tree];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const at = file.signed(node, "TREE", 24, "a group");
    const [level, count] = [view.getUint8(at + 5), view.getUint16(at + 6, true)];
    file.place(at + 24, 16 * count, "a group");
    for (let child = 0; child < count; child++) {
      const address = file.u64(at + 32 + 16 * child);
      if (level > 0) nodes.push(address);
      else yield* symbolsIn(file, address, texts);
    }
  }
}

const SYMBOL_BYTES = 40;
/** A name is read again for each symbol that gives its place. */
const LONGEST_NAME = 1024;

function* symbolsIn(file: Hdf5Bytes, address: bigint, texts: Uint8Array): Generator<readonly [string, bigint]> {
  const at = file.signed(address, "SNOD", 8, "a group");
  const count = file.view.getUint16(at + 6, true);
  file.place(at + 8, SYMBOL_BYTES * count, "a group");
  for (let index = 0; index < count; index++) {
    const symbol = at + 8 + SYMBOL_BYTES * index;
    if (file.view.getUint32(symbol + 16, true) === 2) throw file.unknown("links to other places");
    const name = file.length(symbol, "a group");
    yield [file.utf8(texts.subarray(name, name + LONGEST_NAME), "a group"), file.u64(symbol + 8)];
  }
}

/** The texts of an attribute by its name. */
function textsNamed(file: Hdf5Bytes, messages: readonly Message[], wanted: string): string[] | undefined {
  const bytesOfName = String.fromCharCode(...new TextEncoder().encode(wanted));
  for (const { type, begin, length } of messages) {
    if (type === MESSAGE.attributeInfo) {
      const heap = begin + 2 + (file.view.getUint8(begin + 1) & 1 ? 2 : 0);
      if (heap + 8 > begin + length) throw file.damaged("an attribute");
      if (isDefined(file.u64(heap))) throw file.unknown("attributes in a heap");
    }
    if (type !== MESSAGE.attribute) continue;
    const { view } = file;
    const version = view.getUint8(begin);
    if (length < 9 || version < 1 || version > 3) throw file.damaged("an attribute");
    const sizes = [2, 4, 6].map((field) => view.getUint16(begin + field, true));
    // In version 1 each part is filled up to 8 bytes.
    const [name = 0, datatype = 0, dataspace = 0] =
      version === 1 ? sizes.map((size) => 8 * Math.ceil(size / 8)) : sizes;
    const first = begin + (version === 3 ? 9 : 8);
    const values = first + name + datatype + dataspace;
    if (values > begin + length) throw file.damaged("an attribute");
    if (file.text(first, sizes[0] ?? 0) !== bytesOfName) continue;
    const kind = datatypeAt(file, first + name, sizes[1] ?? 0);
    const shape = shapeAt(file, first + name + datatype, sizes[2] ?? 0);
    const size = bytesOf(file, shape, kind);
    if (values + size > begin + length) throw file.damaged("an attribute");
    if (size === 0) return []; // of whatever type
    return textsOf(file, file.part(values, size, "an attribute"), kind);
  }
  return undefined;
}

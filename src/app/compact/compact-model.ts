import {
  decodeSafetensors,
  describeFile,
  encodeSafetensors,
  FormatError,
  parseJson,
  type Tensor,
} from "../../index.js";

/**
 * A model in few bytes, for the page's stage and for links: an eighth of a file's size where that is deflated besides. Kernels
 * become signed bytes, each column, which is what one unit or filter takes in, with a scale of its own: w ≈ q · s, where
 * s = max |column| / 127, so that no weight moves by more than s / 2. Biases and all else stay 32-bit floats.
 *
 * The length of the header in 4 bytes; the header, JSON: `{ version, description, tensors: [[name, shape], …] }`; then of each
 * tensor of two axes or more its scales and its bytes, of each other its floats. All little-endian.
 */
const VERSION = 1;

/** Where a model's file has the JSON of its description. */
const DESCRIPTION_KEY = "isthmus";
const LARGEST = 127;
const LENGTH_BYTES = 4;

/**
 * @param file what `Autoencoder.save()` gave; the optimizer's state is left out
 * @throws {FormatError} when it is not a model's file
 */
export function compactModel(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const { progress } = describeFile(file);
  const { tensors, metadata } = decodeSafetensors(file);
  const weights = Object.entries(tensors).filter(([name]) => !progress || !name.startsWith("slot."));
  const header = new TextEncoder().encode(
    JSON.stringify({
      version: VERSION,
      description: JSON.parse(metadata[DESCRIPTION_KEY] ?? ""),
      tensors: weights.map(([name, { shape }]) => [name, shape]),
    }),
  );
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, header.length, true);
  return joined([length, header, ...weights.flatMap(([, tensor]) => packed(tensor))]);
}

/**
 * The file that `compactModel` was given, but for the rounding of its kernels: what `Autoencoder.load` takes.
 * @param compact any bytes; what comes of them takes at most some four times their memory
 * @throws {FormatError}, {@link ShapeError}, {@link DataError} when they are no such model
 */
export function expandedModel(compact: Uint8Array): Uint8Array {
  const { description, shapes, values } = opened(compact);
  const tensors: Record<string, Tensor> = Object.create(null);
  let at = 0;
  const take = (bytes: number) => {
    if (bytes > values.length - at) throw damaged(`has ${values.length} bytes of weights, fewer than it lists`);
    at += bytes;
    return values.slice(at - bytes, at).buffer;
  };
  for (const [name, shape] of shapes) {
    const size = shape.reduce((product, length) => product * length, 1);
    tensors[name] = { shape, data: unpacked(shape, size, take) };
  }
  if (at !== values.length) throw damaged(`has ${values.length - at} bytes after its last weight`);
  const file = encodeSafetensors(tensors, { format: "isthmus", [DESCRIPTION_KEY]: JSON.stringify(description) });
  describeFile(file, { name: "The model" });
  return file;
}

/** A kernel's scales, then its bytes; of all else the floats. */
function packed({ shape, data }: Tensor): Uint8Array[] {
  if (shape.length < 2) return [bytesOf(data)];
  const columns = shape.at(-1) ?? 0;
  const scales = new Float32Array(columns);
  for (const [index, value] of data.entries()) {
    const column = index % columns;
    scales[column] = Math.max(scales[column] ?? 0, Math.abs(value) / LARGEST);
  }
  // A column of zeros alone has the scale 0.
  const whole = Int8Array.from(data, (value, index) => Math.round(value / (scales[index % columns] || 1)));
  return [bytesOf(scales), bytesOf(whole)];
}

function unpacked(shape: readonly number[], size: number, take: (bytes: number) => ArrayBuffer): Float32Array {
  if (shape.length < 2) return new Float32Array(take(4 * size));
  const columns = shape.at(-1) ?? 0;
  const scales = new Float32Array(take(4 * columns));
  const whole = new Int8Array(take(size));
  const data = new Float32Array(size);
  for (let index = 0; index < size; index++) data[index] = (whole[index] ?? 0) * (scales[index % columns] ?? 0);
  return data;
}

/** The header, checked as far as reading on needs it, and the bytes behind it. */
function opened(compact: Uint8Array) {
  if (compact.length < LENGTH_BYTES) throw damaged("is too short");
  const length = new DataView(compact.buffer, compact.byteOffset, compact.byteLength).getUint32(0, true);
  if (length > compact.length - LENGTH_BYTES) throw damaged("is cut short");
  const { version, description, tensors } = headerIn(compact.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  if (version !== VERSION) throw damaged("is of another version of this page; reload it, or ask for a new link");
  if (!Array.isArray(tensors) || !tensors.every(isNamedShape)) throw damaged("does not list its weights");
  return { description, shapes: tensors, values: compact.subarray(LENGTH_BYTES + length) };
}

function headerIn(bytes: Uint8Array): { version?: unknown; description?: unknown; tensors?: unknown } {
  try {
    return Object(parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw damaged("has no readable header", { cause });
  }
}

const isNamedShape = (tensor: unknown): tensor is [name: string, shape: number[]] =>
  Array.isArray(tensor) &&
  tensor.length === 2 &&
  typeof tensor[0] === "string" &&
  tensor[0] !== "__proto__" &&
  Array.isArray(tensor[1]) &&
  tensor[1].every((length) => Number.isInteger(length) && length > 0 && length < 2 ** 31);

const damaged = (what: string, options?: ErrorOptions) => new FormatError(`The model ${what}.`, options);

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength);

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

import { FormatError } from "../../errors.js";
import { joined } from "../../formats/joined.js";
import { fieldsOf, type MessageField } from "../../formats/protobuf.js";
import type { ExportedFile } from "../saved-model.js";
import {
  ATTRIBUTE,
  BYTES,
  FIELD,
  type OnnxAttribute,
  type OnnxDim,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
  TYPE,
} from "./schema.js";

/** More than any autoencoder that could be read here has, and few enough for the memory whatever they are. */
const MOST_ITEMS = 20_000;
/** As many as NumPy knows. */
const MOST_AXES = 64;
/** `TensorProto.DataLocation.EXTERNAL`. */
const EXTERNAL = 1;

/**
 * Reads a file. Every length is held against what is there before anything is made of it; values share memory with the file.
 * @param others files that weights may lie in, beside it
 * @throws {FormatError} that names the file and what is wrong with it
 */
export function decodeOnnx(file: ExportedFile, others: readonly ExportedFile[]): OnnxModel {
  return new Decoder(file, others).model();
}

class Decoder {
  private items = 0;

  constructor(
    private readonly file: ExportedFile,
    private readonly others: readonly ExportedFile[],
  ) {}

  model(): OnnxModel {
    const { model } = FIELD;
    let [irVersion, opset] = [0, 0];
    let graph: Uint8Array | undefined;
    // A map, not an object: a key may be called anything.
    const metadata = new Map<string, string>();
    for (const field of this.fields(this.file.bytes)) {
      if (field.number === model.irVersion) irVersion = field.int();
      else if (field.number === model.graph) graph = field.bytes();
      else if (field.number === model.opset) {
        const { domain, version } = this.opset(field.bytes());
        if (domain === "") opset = version;
      } else if (field.number === model.metadata) {
        const [key, value] = this.entry(field.bytes());
        metadata.set(key, value);
      }
    }
    if (!graph || irVersion < 3 || opset < 1) {
      throw new FormatError(`${this.file.name} is no ONNX model: it has no graph, or no version. Export it again.`);
    }
    return { irVersion, opset, graph: this.graph(graph), metadata: Object.fromEntries(metadata) };
  }

  private graph(bytes: Uint8Array): OnnxModel["graph"] {
    const { graph } = FIELD;
    const nodes: OnnxNode[] = [];
    const initializers: OnnxTensor[] = [];
    const [inputs, outputs]: OnnxValue[][] = [[], []];
    for (const field of this.fields(bytes)) {
      if (field.number === graph.node) nodes.push(this.node(field.bytes()));
      else if (field.number === graph.initializer) initializers.push(this.tensor(field.bytes()));
      else if (field.number === graph.input) inputs?.push(this.value(field.bytes()));
      else if (field.number === graph.output) outputs?.push(this.value(field.bytes()));
      else if (field.number === graph.sparse) throw this.wrong("has sparse weights. Export it with dense ones");
    }
    return { nodes, initializers, inputs: inputs ?? [], outputs: outputs ?? [] };
  }

  private node(bytes: Uint8Array): OnnxNode {
    const { node } = FIELD;
    let [op, name, domain] = ["", "", ""];
    const [inputs, outputs]: [string[], string[]] = [[], []];
    const attributes = new Map<string, OnnxAttribute>();
    for (const field of this.fields(bytes)) {
      if (field.number === node.input) inputs.push(field.text());
      else if (field.number === node.output) outputs.push(field.text());
      else if (field.number === node.name) name = field.text();
      else if (field.number === node.op) op = field.text();
      else if (field.number === node.domain) domain = field.text();
      else if (field.number === node.attribute) {
        const [key, value] = this.attribute(field.bytes());
        attributes.set(key, value);
      }
    }
    return { op, name, inputs, outputs, attributes: Object.fromEntries(attributes), domain };
  }

  private attribute(bytes: Uint8Array): [string, OnnxAttribute] {
    const { attribute } = FIELD;
    let [name, text, type, float, int] = ["", "", 0, 0, 0];
    const [floats, ints]: [number[], number[]] = [[], []];
    let tensor: OnnxTensor | undefined;
    for (const field of this.fields(bytes)) {
      if (field.number === attribute.name) name = field.text();
      else if (field.number === attribute.type) type = field.int();
      else if (field.number === attribute.float) float = field.float();
      else if (field.number === attribute.int) int = field.int();
      else if (field.number === attribute.text) text = field.text();
      else if (field.number === attribute.tensor) tensor = this.tensor(field.bytes());
      else if (field.number === attribute.floats) floats.push(...this.few(field, floatsIn(field.floats())));
      else if (field.number === attribute.ints) ints.push(...this.few(field, field.ints()));
    }
    if (type === ATTRIBUTE.int) return [name, { int }];
    if (type === ATTRIBUTE.float) return [name, { float }];
    if (type === ATTRIBUTE.text) return [name, { text }];
    if (type === ATTRIBUTE.ints) return [name, { ints }];
    if (type === ATTRIBUTE.floats) return [name, { floats }];
    if (type === ATTRIBUTE.tensor && tensor) return [name, { tensor }];
    return [name, { other: type }];
  }

  private tensor(bytes: Uint8Array): OnnxTensor {
    const { tensor } = FIELD;
    let [name, type, location] = ["", 0, 0];
    const dims: number[] = [];
    let raw: Uint8Array | undefined;
    const [floats, integers]: [Uint8Array[], number[]] = [[], []];
    const external = new Map<string, string>();
    for (const field of this.fields(bytes)) {
      if (field.number === tensor.name) name = field.text();
      else if (field.number === tensor.type) type = field.int();
      else if (field.number === tensor.dims) dims.push(...this.few(field, field.ints()));
      else if (field.number === tensor.raw) raw = field.bytes();
      else if (field.number === tensor.floats) floats.push(field.floats());
      else if (field.number === tensor.int64s || field.number === tensor.int32s) {
        integers.push(...this.few(field, field.ints()));
      } else if (field.number === tensor.location) location = field.int();
      else if (field.number === tensor.external) external.set(...this.entry(field.bytes()));
    }
    if (dims.length > MOST_AXES) throw this.wrong(`has a tensor "${name}" of ${dims.length} axes`);
    const size = dims.reduce((product, length) => product * length, 1);
    if (!dims.every((length) => length >= 0) || !Number.isSafeInteger(8 * size)) {
      throw this.wrong(`has a tensor "${name}" of shape [${dims.join(", ")}]`);
    }
    if (location === EXTERNAL) raw = this.external(name, external);
    else if (!raw && type === TYPE.float) raw = joined(floats);
    else if (!raw) raw = integerBytes(integers, type);
    const width = BYTES[type];
    // Of a type that is not read: its values are nobody's until a node needs them, which then says so.
    if (width !== undefined && raw.length !== size * width) {
      throw this.wrong(
        `has a tensor "${name}" of shape [${dims.join(", ")}], ${size * width} bytes, with ${raw.length}. Save it again`,
      );
    }
    return { name, dims, type, raw };
  }

  /** Values in a file of their own, beside the model's. */
  private external(tensor: string, entries: ReadonlyMap<string, string>): Uint8Array {
    const location = entries.get("location") ?? "";
    const base = location.split("/").at(-1);
    const data = this.others.find(({ name }) => name === location || name.split("/").at(-1) === base);
    if (!data) {
      throw this.wrong(
        `keeps its weights in another file, "${location.slice(0, 100)}". Give both, or export it as one: ` +
          "torch.onnx.export(…, external_data=False)",
      );
    }
    const offset = Number(entries.get("offset") ?? 0);
    const length = Number(entries.get("length") ?? data.bytes.length - offset);
    const isPlace = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
    if (!isPlace || offset + length > data.bytes.length) {
      throw this.wrong(`looks for "${tensor}" beyond the end of ${data.name}. Are they of one export?`);
    }
    return data.bytes.subarray(offset, offset + length);
  }

  private value(bytes: Uint8Array): OnnxValue {
    let [name, type] = ["", 0];
    let shape: Uint8Array | undefined;
    for (const field of this.fields(bytes)) {
      if (field.number === FIELD.value.name) name = field.text();
      if (field.number !== FIELD.value.type) continue;
      for (const inType of this.fields(field.bytes())) {
        if (inType.number !== FIELD.type.tensor) continue;
        for (const inTensor of this.fields(inType.bytes())) {
          if (inTensor.number === FIELD.tensorType.element) type = inTensor.int();
          if (inTensor.number === FIELD.tensorType.shape) shape = inTensor.bytes();
        }
      }
    }
    const dims: OnnxDim[] = [];
    if (shape) for (const field of this.fields(shape)) dims.push(this.dim(field.bytes()));
    return { name, type, dims };
  }

  private dim(bytes: Uint8Array): OnnxDim {
    let length: number | string = "";
    let denotation: string | undefined;
    for (const field of this.fields(bytes)) {
      if (field.number === FIELD.dim.length) length = field.int();
      if (field.number === FIELD.dim.name) length = field.text();
      if (field.number === FIELD.dim.denotation) denotation = field.text();
    }
    return { length, ...(denotation !== undefined && { denotation }) };
  }

  private opset(bytes: Uint8Array): { domain: string; version: number } {
    let [domain, version] = ["", 0];
    for (const field of this.fields(bytes)) {
      if (field.number === FIELD.opset.domain) domain = field.text();
      if (field.number === FIELD.opset.version) version = field.int();
    }
    return { domain: domain === "ai.onnx" ? "" : domain, version };
  }

  private entry(bytes: Uint8Array): [string, string] {
    let [key, value] = ["", ""];
    for (const field of this.fields(bytes)) {
      if (field.number === FIELD.entry.key) key = field.text();
      if (field.number === FIELD.entry.value) value = field.text();
    }
    return [key, value];
  }

  /** The fields of a message, which are counted. */
  private *fields(bytes: Uint8Array): Generator<MessageField> {
    for (const field of fieldsOf(bytes, this.file.name)) {
      if (++this.items > 20 * MOST_ITEMS) throw this.wrong("has more parts than any autoencoder. Export it again");
      yield field;
    }
  }

  /** Numbers of a list that is short in every model. */
  private few<T>(field: MessageField, values: readonly T[]): readonly T[] {
    this.items += values.length;
    if (values.length > MOST_ITEMS) throw this.wrong(`has ${values.length} numbers in field ${field.number}`);
    return values;
  }

  private wrong(what: string): FormatError {
    return new FormatError(`${this.file.name} ${what}.`);
  }
}

/** Numbers in fields of 32 or 64 bits; 16-bit floats stand there as their bits. */
function integerBytes(values: readonly number[], type: number): Uint8Array {
  if (type === TYPE.int64) return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  if (type === TYPE.int32) return new Uint8Array(Int32Array.from(values).buffer);
  return new Uint8Array(Uint16Array.from(values).buffer);
}

function floatsIn(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

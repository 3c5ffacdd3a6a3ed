import { MessageWriter } from "../../formats/protobuf.js";
import {
  ATTRIBUTE,
  FIELD,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from "./schema.js";

/** The bytes of a model's file. */
export function encodeOnnx({ irVersion, opset, graph, metadata, doc }: OnnxModel): Uint8Array {
  const { model } = FIELD;
  const message = new MessageWriter().int(model.irVersion, irVersion).text(model.producer, "isthmus");
  if (doc !== undefined) message.text(model.doc, doc);
  const inGraph = new MessageWriter();
  for (const node of graph.nodes) inGraph.message(FIELD.graph.node, nodeMessage(node));
  inGraph.text(FIELD.graph.name, "autoencoder");
  for (const tensor of graph.initializers) inGraph.message(FIELD.graph.initializer, tensorMessage(tensor));
  for (const value of graph.inputs) inGraph.message(FIELD.graph.input, valueMessage(value));
  for (const value of graph.outputs) inGraph.message(FIELD.graph.output, valueMessage(value));
  message.message(model.graph, inGraph);
  message.message(model.opset, new MessageWriter().text(FIELD.opset.domain, "").int(FIELD.opset.version, opset));
  for (const [key, value] of Object.entries(metadata)) {
    message.message(model.metadata, new MessageWriter().text(FIELD.entry.key, key).text(FIELD.entry.value, value));
  }
  return message.finish();
}

function nodeMessage({ op, name, inputs, outputs, attributes, domain }: OnnxNode): MessageWriter {
  const message = new MessageWriter();
  for (const input of inputs) message.text(FIELD.node.input, input);
  for (const output of outputs) message.text(FIELD.node.output, output);
  message.text(FIELD.node.name, name).text(FIELD.node.op, op);
  for (const [key, value] of Object.entries(attributes)) {
    message.message(FIELD.node.attribute, attributeMessage(key, value));
  }
  if (domain !== "") message.text(FIELD.node.domain, domain);
  return message;
}

function attributeMessage(name: string, value: OnnxAttribute): MessageWriter {
  const { attribute } = FIELD;
  const message = new MessageWriter().text(attribute.name, name);
  const typed = (type: number) => message.int(attribute.type, type);
  if ("int" in value) return typed(ATTRIBUTE.int).int(attribute.int, value.int);
  if ("float" in value) return typed(ATTRIBUTE.float).float(attribute.float, value.float);
  if ("text" in value) return typed(ATTRIBUTE.text).text(attribute.text, value.text);
  if ("ints" in value) {
    // Not packed: the schema is of proto2, and some readers take nothing else.
    for (const int of value.ints) message.int(attribute.ints, int);
    return typed(ATTRIBUTE.ints);
  }
  throw new Error(`The attribute ${name} is of a type that is not written.`);
}

function tensorMessage({ name, dims, type, raw }: OnnxTensor): MessageWriter {
  const message = new MessageWriter();
  for (const length of dims) message.int(FIELD.tensor.dims, length);
  return message.int(FIELD.tensor.type, type).text(FIELD.tensor.name, name).bytes(FIELD.tensor.raw, raw);
}

function valueMessage({ name, type, dims }: OnnxValue): MessageWriter {
  const shape = new MessageWriter();
  for (const { length, denotation } of dims) {
    const dim = new MessageWriter();
    if (typeof length === "number") dim.int(FIELD.dim.length, length);
    else dim.text(FIELD.dim.name, length);
    if (denotation !== undefined) dim.text(FIELD.dim.denotation, denotation);
    shape.message(FIELD.shape.dim, dim);
  }
  const tensor = new MessageWriter().int(FIELD.tensorType.element, type).message(FIELD.tensorType.shape, shape);
  return new MessageWriter()
    .text(FIELD.value.name, name)
    .message(FIELD.value.type, new MessageWriter().message(FIELD.type.tensor, tensor));
}

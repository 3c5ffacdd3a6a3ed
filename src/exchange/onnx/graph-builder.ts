import type { OnnxAttribute, OnnxNode, OnnxTensor } from "./schema.js";

/** Collects a graph's parts. */
export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];

  /** A node of one output. Returns the output's name. */
  node(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    this.nodes.push({ op, name, inputs, outputs: [name], attributes, domain: "" });
    return name;
  }

  initializer(tensor: OnnxTensor): string {
    this.initializers.push(tensor);
    return tensor.name;
  }

  /** Gives a value the name by which the graph gives it out; nodes that use it follow. */
  rename(from: string, to: string): void {
    const renamed = (names: readonly string[]) => names.map((name) => (name === from ? to : name));
    for (const [index, node] of this.nodes.entries()) {
      this.nodes[index] = { ...node, inputs: renamed(node.inputs), outputs: renamed(node.outputs) };
    }
  }
}

import type { View } from "../operations/operation.js";
import type { Operation } from "../operations/union.js";
import type { BufferSpec, Draft } from "./plan.js";

/** What passes ask of a draft, and how they change it. */

/** The layer in an operation's label. */
export const layerOf = ({ label }: Pick<Operation, "label">) => label.slice(0, label.indexOf("/"));

/** What an operation binds, by name. */
export const viewsOf = (operation: Operation): [name: string, view: View][] => Object.entries(operation.bindings);

/** A buffer between operations: values of the batch. */
export function buffered(name: string, shape: readonly number[]): BufferSpec {
  return { name, role: "activation", scalar: "f32", shape };
}

/** Whether two views are of the same values. */
export const isSame = (one: View | undefined, other: View | undefined) =>
  one !== undefined && one.buffer === other?.buffer && one.offset === other.offset;

/** A draft that a pass works on. */
export class Reworked {
  operations: Operation[];
  readonly buffers: Map<string, BufferSpec>;
  private readonly draft: Draft;

  constructor(draft: Draft) {
    this.draft = draft;
    this.operations = [...draft.operations];
    this.buffers = new Map(draft.buffers);
  }

  /** Adds values of the batch. */
  buffer(name: string, shape: readonly number[]): View {
    this.buffers.set(name, buffered(name, shape));
    return { buffer: name };
  }

  /** Puts operations into the place of one. */
  replace(old: Operation, ...operations: readonly Operation[]): void {
    this.operations.splice(this.operations.indexOf(old), 1, ...operations);
  }

  /** The operations that bind a buffer beside those given; nothing where it is the plan's result as well. */
  others({ buffer }: View, ...known: readonly (Operation | undefined)[]): Operation[] | undefined {
    if (buffer === this.draft.output) return undefined;
    const users = this.operations.filter((operation) => viewsOf(operation).some(([, view]) => view.buffer === buffer));
    return users.filter((operation) => !known.includes(operation));
  }

  /** Whether nothing but those given binds a buffer. */
  isBetween(view: View, ...known: readonly Operation[]): boolean {
    return this.others(view, ...known)?.length === 0;
  }

  /** Those of a name. */
  named<Name extends Operation["operation"]>(name: Name): Extract<Operation, { readonly operation: Name }>[] {
    return this.operations.filter((operation) => operation.operation === name) as never;
  }

  /** The draft as it is now, without the buffers that nothing binds any more. */
  done(): Draft {
    const used = new Set(this.operations.flatMap((operation) => viewsOf(operation).map(([, { buffer }]) => buffer)));
    const buffers = new Map([...this.buffers].filter(([name]) => used.has(name)));
    return { ...this.draft, operations: this.operations, buffers };
  }
}

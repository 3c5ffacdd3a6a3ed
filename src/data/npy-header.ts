/** What the header of an NPY file says about its values. */
export interface NpyHeader {
  /** Without the byte order: `u1`, `f8` … Nothing where the values are records with named fields. */
  readonly type: string | undefined;
  readonly little: boolean;
  /** First index fastest (column after column), where NumPy's own order has the last one fastest. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/** A value of a Python literal: as much of the grammar as NumPy writes into headers. */
type Literal = string | number | boolean | null | readonly Literal[] | Dictionary;

class Dictionary {
  readonly entries = new Map<string, Literal>();
}

/** A tuple, which NumPy wants for the shape, is no list. */
class Tuple extends Array<Literal> {}

const KEYS = ["descr", "fortran_order", "shape"];
/** NumPy's own limit (`NPY_MAXDIMS`). */
const MOST_AXES = 64;
/** Records within records within … in the type: more than anyone has, less than the stack holds. */
const DEEPEST = 32;

/**
 * Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (60000, 784), }`, a Python literal. As NumPy does, it wants these
 * three keys and no others; NumPy of Python 2 wrote lengths as `3L`.
 * @throws {SyntaxError} that says what is wrong
 */
export function parseNpyHeader(text: string): NpyHeader {
  const header = new LiteralReader(text).read();
  if (!(header instanceof Dictionary)) throw new SyntaxError("it is no dictionary");
  const { entries } = header;
  for (const key of KEYS) if (!entries.has(key)) throw new SyntaxError(`'${key}' is missing`);
  for (const key of entries.keys()) if (!KEYS.includes(key)) throw new SyntaxError(`'${key}' is not known`);
  const [descr, fortran, shape] = KEYS.map((key) => entries.get(key));
  if (typeof fortran !== "boolean") throw new SyntaxError("'fortran_order' is neither True nor False");
  if (!(shape instanceof Tuple) || !shape.every((length) => Number.isSafeInteger(length) && (length as number) >= 0)) {
    throw new SyntaxError("'shape' is no tuple of lengths");
  }
  if (shape.length > MOST_AXES) {
    throw new SyntaxError(`'shape' has ${shape.length} axes, more than the ${MOST_AXES} that NumPy knows`);
  }
  if (Array.isArray(descr)) return { type: undefined, little: true, fortran, shape: Array.from(shape as number[]) };
  const [, order, type] = (typeof descr === "string" && /^([<>|=]?)([^<>|=]+)$/.exec(descr)) || [];
  if (type === undefined) throw new SyntaxError("'descr' names no type");
  return { type, little: order !== ">", fortran, shape: Array.from(shape as number[]) };
}

class LiteralReader {
  #at = 0;
  #depth = 0;

  constructor(readonly text: string) {}

  /** The only value of the text. */
  read(): Literal {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.text.length) throw this.#unexpected();
    return value;
  }

  #value(): Literal {
    this.#skipSpace();
    const rest = this.text.slice(this.#at, this.#at + 24);
    switch (rest[0]) {
      case "{":
        return this.#nested(() => this.#dictionary());
      case "[":
        return this.#nested(() => this.#items("]").items);
      case "(":
        return this.#nested(() => {
          const { items, commas } = this.#items(")");
          // Brackets around one value without a comma are only brackets.
          return items.length === 1 && commas === 0 ? (items[0] as Literal) : Tuple.from(items);
        });
      case "'":
      case '"':
        return this.#string();
    }
    const word = /^(?:True|False|None)(?!\w)/.exec(rest)?.[0];
    const number = /^-?(?:0|[1-9]\d*)(?=L?(?![\w.]))/.exec(rest)?.[0];
    if (word === undefined && number === undefined) throw this.#unexpected();
    this.#at += (word ?? number ?? "").length;
    if (number !== undefined && this.text[this.#at] === "L") this.#at++;
    if (number !== undefined) return Number(number);
    return word === "None" ? null : word === "True";
  }

  #nested(read: () => Literal): Literal {
    if (++this.#depth > DEEPEST) throw new SyntaxError("it is nested too deeply");
    const value = read();
    this.#depth--;
    return value;
  }

  #dictionary(): Dictionary {
    const dictionary = new Dictionary();
    this.#list("}", () => {
      const key = this.#value();
      if (typeof key !== "string") throw new SyntaxError("a key is no string");
      this.#skipSpace();
      if (!this.#takes(":")) throw this.#unexpected();
      if (dictionary.entries.has(key)) throw new SyntaxError(`'${key}' stands there twice`);
      dictionary.entries.set(key, this.#value());
    });
    return dictionary;
  }

  #items(close: string): { items: Literal[]; commas: number } {
    const items: Literal[] = [];
    const commas = this.#list(close, () => items.push(this.#value()));
    return { items, commas };
  }

  /** What stands between two brackets, with commas between and, if one likes, after. @returns how many commas */
  #list(close: string, readItem: () => void): number {
    this.#at++;
    for (let commas = 0; ; commas++) {
      this.#skipSpace();
      if (this.#takes(close)) return commas;
      readItem();
      this.#skipSpace();
      if (this.#takes(",")) continue;
      if (this.#takes(close)) return commas;
      throw this.#unexpected();
    }
  }

  /** No escapes: they stand in names of fields at most, which are not read. What follows `\` is skipped. */
  #string(): string {
    const quote = this.text[this.#at];
    const begin = ++this.#at;
    while (this.text[this.#at] !== quote) {
      if (this.#at >= this.text.length || this.text[this.#at] === "\n") throw this.#unexpected();
      this.#at += this.text[this.#at] === "\\" ? 2 : 1;
    }
    return this.text.slice(begin, this.#at++);
  }

  #skipSpace(): void {
    while (/[ \t\r\n\f]/.test(this.text[this.#at] ?? "")) this.#at++;
  }

  #takes(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #unexpected(): SyntaxError {
    const character = this.text[this.#at];
    return new SyntaxError(
      character === undefined ? "it ends too early" : `${JSON.stringify(character)} at ${this.#at} is not expected`,
    );
  }
}

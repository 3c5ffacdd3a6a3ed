/** What a template of a Python file leaves open. */
export interface Filling {
  /** Constants at the top, by their names: as they are written in Python. */
  readonly constants: Readonly<Record<string, string>>;
  /** Parts that are kept: those between the lines `# [name` and `# name]`; others are left out. */
  readonly parts: readonly string[];
}

/** The marks of a part: a line each. */
const PART = /^# \[(\w+)\n([\s\S]*?)^# \1\]\n/gm;

/** A Python file of a template: its block of constants, which begins with BATCH_SIZE, is written anew. */
export function filled(template: string, { constants, parts }: Filling): string {
  const lines = Object.entries(constants).map(([name, value]) => `${name} = ${value}\n`);
  return template
    .replace(PART, (_, name: string, kept: string) => (parts.includes(name) ? kept : ""))
    .replace(/^BATCH_SIZE = (?:.+\n)+/m, () => lines.join(""));
}

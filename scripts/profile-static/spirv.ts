/** What Dawn writes before the SPIR-V of a pipeline. */
const SPIRV = "/* Dumped SPIRV disassembly */";

const markOf = (index: number) => `// isthmus pipeline ${index}.`;

/** WGSL that is found again in Dawn's dump, which has it before the SPIR-V. */
export const markedWgsl = (code: string, index: number) => `${markOf(index)}\n${code}`;

/**
 * The SPIR-V of a pipeline in Dawn's dump, as assembly, and the sizes of its workgroup.
 * @throws when it is not there
 */
export function spirvIn(dump: string, index: number): { assembly: string; workgroup: readonly number[] } {
  const marked = dump.indexOf(markOf(index));
  const begin = dump.indexOf(SPIRV, marked);
  if (marked < 0 || begin < 0) throw new Error(`Dawn's dump has no pipeline ${index}: ${dump.slice(-500)}`);
  const [text = ""] = dump.slice(begin + SPIRV.length).split(/info:|\/\/ Dumped/);
  // A promise to the driver that assemblers before 2024 do not know; nothing depends on it.
  const lines = text
    .split("\n")
    .filter((line) => /^\s*(;|Op|%)/.test(line) && !/aximal(ly)?_?[rR]econverge/.test(line));
  const assembly = lines.join("\n");
  const size = /LocalSize (\d+) (\d+) (\d+)/.exec(assembly)?.slice(1);
  if (!size) throw new Error(`The SPIR-V of pipeline ${index} has no size of a workgroup.`);
  return { assembly, workgroup: size.map(Number) };
}

import type { Argument, Command, Option } from "commander";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What may stand behind an option, or as an argument: some words, any file, or what no shell can know. */
type Value = { readonly words: readonly string[] } | "file" | "any";

interface OptionWords {
  /** `--epochs` */
  readonly long: string;
  readonly says: string;
  /** None of a flag. */
  readonly value: Value | undefined;
}

interface CommandWords {
  readonly name: string;
  readonly says: string;
  readonly options: readonly OptionWords[];
  readonly argument: Value | undefined;
}

/**
 * Makes a shell complete the commands of a program, their options, and the words and files that these take: of the program by
 * its name, and as its package is named, with `-cli` behind.
 */
export function completionScript(program: Command, shell: Shell): string {
  const name = program.name();
  const commands = program.commands.map(wordsOf);
  return { bash, zsh, fish }[shell](name, commands);
}

function wordsOf(command: Command): CommandWords {
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map((option) => ({ long: option.long ?? option.flags, says: option.description, value: optionValue(option) }));
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    says: command.summary() || command.description(),
    options: [...options, { long: "--help", says: "list the options", value: undefined }],
    argument: argument && argumentValue(argument),
  };
}

function optionValue({ required, optional, argChoices, flags }: Option): Value | undefined {
  if (!required && !optional) return undefined;
  // The models, of which a file may be one, are chosen by their names as well.
  if (argChoices) return { words: argChoices };
  const choice = /<([a-z]+(?:\|[a-z]+)+)>/.exec(flags)?.[1]?.split("|") ?? [];
  return /\b(file|folder|path)\b/.test(flags) ? "file" : choice.length > 1 ? { words: choice } : "any";
}

const argumentValue = ({ argChoices }: Argument): Value => (argChoices ? { words: argChoices } : "file");

function bash(program: string, commands: readonly CommandWords[]): string {
  const cases = commands.map(({ name, options, argument }) => {
    const taking = options.flatMap(({ long, value }) =>
      value ? [`      ${long}) ${bashReply(value)}; return ;;`] : [],
    );
    const values = taking.length > 0 ? `    case $before in\n${taking.join("\n")}\n    esac\n` : "";
    const names = options.map(({ long }) => long).join(" ");
    return `  ${name})
${values}    case $word in
      -*) COMPREPLY=($(compgen -W "${names}" -- "$word")) ;;
      *) ${argument ? bashReply(argument) : "COMPREPLY=()"} ;;
    esac ;;`;
  });
  return `# Completion of ${program} for bash: source <(${program} completion bash)
_${program}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} --help --version" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
  esac
}
complete -o filenames -F _${program} ${program} ${program}-cli
`;
}

function bashReply(value: Value): string {
  if (value === "any") return "COMPREPLY=()";
  if (value === "file") return "compopt -o default 2>/dev/null; COMPREPLY=()";
  return `COMPREPLY=($(compgen -W "${value.words.join(" ")}" -- "$word"))`;
}

function zsh(program: string, commands: readonly CommandWords[]): string {
  const list = commands.map(({ name, says }) => `    ${quoted(`${name}:${says}`)}`);
  const cases = commands.map(({ name, options, argument }) => {
    const specs = options.map(
      ({ long, says, value }) => `${long}[${bracketed(says)}]${value ? zshValue("value", value) : ""}`,
    );
    const all = [...specs, ...(argument ? [`1${zshValue("argument", argument)}`] : [])];
    return `    ${name}) _arguments \\\n${all.map((spec) => `      ${quoted(spec)}`).join(" \\\n")} ;;`;
  });
  return `#compdef ${program} ${program}-cli
# Completion of ${program} for zsh: source <(${program} completion zsh)
_${program}() {
  local -a commands=(
${list.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program} ${program}-cli; fi
`;
}

function zshValue(name: string, value: Value): string {
  if (value === "any") return `:${name}: `;
  return value === "file" ? `:${name}:_files` : `:${name}:(${value.words.join(" ")})`;
}

function fish(program: string, commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, says, options, argument }) => {
    const first = `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${quoted(says)}`;
    const within = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
    const argumentLine =
      argument && argument !== "any" ? [`${within} ${argument === "file" ? "-F" : words(argument)}`] : [];
    const optionLines = options.map(({ long, says, value }) => {
      const takes =
        value === undefined ? "" : value === "file" ? " -r -F" : value === "any" ? " -x" : ` -x ${words(value)}`;
      return `${within} -l ${long.slice(2)}${takes} -d ${quoted(says)}`;
    });
    return [first, ...argumentLine, ...optionLines];
  });
  return `# Completion of ${program} for fish: ${program} completion fish | source
complete -c ${program} -f
complete -c ${program}-cli -w ${program}
${lines.join("\n")}
`;
}

const words = (value: { readonly words: readonly string[] }) => `-a ${quoted(value.words.join(" "))}`;

/** For all three shells, in single quotes. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Inside the brackets of zsh's \`_arguments\`. */
const bracketed = (text: string) => text.replace(/[[\]:\\]/g, "\\$&");

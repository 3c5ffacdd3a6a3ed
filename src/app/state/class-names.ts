/** Data whose classes may have names. */
export interface NamedClasses {
  readonly classes?: readonly string[];
}

/** What a label is called: by the name of its class, where it has one. */
export function className({ classes }: NamedClasses, label: number): string {
  return classes?.[label] ?? String(label);
}

export interface Faults {
  readonly within: string;
  readonly after?: number;
  readonly times?: number;
  readonly code?: string;
  readonly only?: readonly string[];
  readonly kill?: boolean;
  readonly slow?: number;
}
export function breakDisk(faults: Faults): { readonly calls: number; mend(): void };

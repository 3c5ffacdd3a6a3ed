/** How many invocations share a sum, in workgroups of how many: the forms of a kernel of `lib/lanes.wgsl`, its own first. */
export const SHARED_SUMS = [
  ["one invocation a sum", {}],
  ["16 lanes a sum", { LANES: 16, WORKGROUP: 256 }],
  ["256 lanes a sum", { LANES: 256, WORKGROUP: 256 }],
] as const;

/** A kernel's own form and, by turns, one of the others, for those that are tested in many ways besides. */
export function sharedSumsInTurn(turn: number) {
  const [own, ...others] = SHARED_SUMS;
  return [own, ...others.filter((_, index) => index === turn % others.length)];
}

/** How many invocations share a sum, in workgroups of how many: the forms of a kernel of `lib/lanes.wgsl`, its own first. */
export const SHARED_SUMS = [
  ["one invocation a sum", {}],
  ["2 lanes a sum", { LANES: 2, WORKGROUP: 64 }],
  ["16 lanes a sum", { LANES: 16, WORKGROUP: 256 }],
  ["256 lanes a sum", { LANES: 256, WORKGROUP: 256 }],
] as const;

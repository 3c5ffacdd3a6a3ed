/** How many invocations share a sum, in workgroups of how many: the forms of a kernel of `lib/lanes.wgsl`, the first without a plan's choice. */
export const SHARED_SUMS = [
  ["an invocation a sum", {}],
  ["2 lanes a sum", { LANES: 2, WORKGROUP: 64 }],
  ["64 lanes a sum, a workgroup", { LANES: 64, WORKGROUP: 64 }],
  ["16 lanes a sum", { LANES: 16, WORKGROUP: 256 }],
  ["256 lanes a sum", { LANES: 256, WORKGROUP: 256 }],
] as const;

/** The same for tests whose own cases are many. */
export const ALONE_AND_SHARED = SHARED_SUMS.filter((_, index) => index % 3 === 0);

/** How many random models are tried: so many, or `ISTHMUS_INTEROP_TIMES` as many. */
export const runs = (usual: number) => ({ numRuns: usual * Number(process.env.ISTHMUS_INTEROP_TIMES ?? 1) });

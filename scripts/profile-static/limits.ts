import type { Profile } from "./compile.js";

/** Waves a SIMD that hide a load's latency: half of what RDNA 2 can have. Vega can have ten, and five at a workgroup of 256. */
const LEAST_WAVES = 8;

/** Whether a generation is of RDNA. */
const isRdna = (generation: string) => /^(navi|gfx1[0-9]{3})/.test(generation);

/** The share of a workgroup's lanes, in its waves, that are invocations. */
export function lanesUsed({ workgroup, wave }: Pick<Profile, "workgroup" | "wave">): number {
  const size = workgroup.reduce((product, length) => product * length, 1);
  return size / (wave * Math.ceil(size / wave));
}

/** What of the GPU forms is not as a generation wants it: a line each. */
export function faultsOf(generation: string, profiles: readonly Profile[]): string[] {
  return profiles
    .filter(({ pipeline }) => pipeline.isForGpus)
    .flatMap((profile) => {
      const { pipeline, spilled, scratch, waves } = profile;
      const faults = [
        ...(spilled > 0 ? [`spills ${spilled} registers`] : []),
        ...(scratch > 0 ? [`uses ${scratch} bytes of scratch memory a lane`] : []),
        ...(isRdna(generation) && waves < LEAST_WAVES ? [`has ${waves} waves a SIMD, fewer than ${LEAST_WAVES}`] : []),
        ...(lanesUsed(profile) < 1 ? [`leaves ${Math.round(100 * (1 - lanesUsed(profile)))} % of its lanes idle`] : []),
      ];
      const { kernel, constants, models, levels } = pipeline;
      const where = `${[...models].join(", ")} at ${[...levels].join(", ")}`;
      return faults.map((fault) => `${generation}: ${kernel}${constants && ` (${constants})`} ${fault}; ${where}`);
    });
}

import type { Convolution } from "../operations/convolution.js";
import type { Numbers } from "../operations/operation.js";
import { evenly, planeOf, type Tile, tileOf, tilesOf, type Window } from "./tiles.js";

/** How `conv2d-shared` and `conv2d-kernel-gradient-shared` cut up a convolution: their constants, from its sizes. */

/** Invocations in a workgroup, at most; and fours of workgroup memory, 16 KiB. */
const LANES = 256;
const MOST_FOURS = 1024;

/** Workgroups that keep a large GPU busy: three for each two of the 132 multiprocessors of an H100. */
const MANY = 200;

/** Pixels that a tile should have at least for a kernel's gradient: a part should add up more than it stores. */
const LEAST_PIXELS = 32;

/** The least share of a workgroup's pixels that should be in its tile. */
const WELL_USED = 0.8;

const pixelsOf = ({ IMAGES, LINES, COLUMNS }: Tile) => IMAGES * LINES * COLUMNS;

/** Invocations a workgroup and pixels each, the largest first. */
const WORKGROUPS = [
  [LANES, 4],
  [LANES, 2],
  [LANES, 1],
  [LANES / 2, 1],
  [LANES / 4, 1],
] as const;

/**
 * The largest workgroups, with the most pixels an invocation, that are well used and still many; where there are none, those
 * of which the most is used. As many fours of channels side by side as are well used.
 * @param window pixels that must lie in the same tile
 * @returns nothing where not even one window's patch fits into workgroup memory
 */
export function forwardCut(params: Convolution, window: Window = [1, 1]): Numbers | undefined {
  const columns = Math.ceil(params.out_channels / 4);
  for (const across of [4, 2, 1]) {
    const isUsed = columns >= WELL_USED * across * Math.ceil(columns / across);
    const cut = isUsed ? forwardCutOf(params, across, window) : undefined;
    if (cut) return cut;
  }
  return undefined;
}

function forwardCutOf(params: Convolution, ACROSS: number, window: Window): Numbers | undefined {
  const { kernel_height, kernel_width, in_channels, out_channels } = params;
  const DEPTHS = Math.min(in_channels, 4);
  const NARROW = Number(out_channels === 1);
  const weights = kernel_height * kernel_width * (NARROW ? 1 : DEPTHS * ACROSS);
  let chosen: Numbers | undefined;
  let best = 0;
  for (const [lanes, PIXELS] of WORKGROUPS) {
    const most = (lanes / ACROSS) * PIXELS;
    const tile = tileOf(params, most, window);
    const chunk = planeOf(params, tile) + weights;
    if (chunk > MOST_FOURS || pixelsOf(tile) > most) continue;
    const used = pixelsOf(tile) / most;
    const busy = Math.min((tilesOf(params, tile) * Math.ceil(out_channels / (4 * ACROSS))) / MANY, 1);
    const isGood = busy === 1 && used >= WELL_USED;
    if (!isGood && used * busy <= best) continue;
    best = used * busy;
    const QUADS = evenly(Math.ceil(in_channels / 4), Math.floor(MOST_FOURS / chunk));
    const sizes = { LANES: lanes, ACROSS, PIXELS, FOURS: Math.max(QUADS * chunk, lanes * PIXELS) };
    const kernel = { KERNEL_HEIGHT: kernel_height, KERNEL_WIDTH: kernel_width };
    chosen = { ...kernel, ...tile, QUADS, DEPTHS, NARROW, ...sizes };
    if (isGood) break;
  }
  return chosen;
}

/**
 * As much of the kernel a workgroup as it has invocations for, and as many parts as keep a GPU busy.
 * @returns nothing where not even one pixel's patch fits into workgroup memory
 */
export function gradientCut(params: Convolution, HAS_BIAS: number): Numbers | undefined {
  const { kernel_height, kernel_width, in_channels, out_channels } = params;
  const block = blockOf(params, HAS_BIAS);
  const tile = gradientTile(params, block);
  if (!tile) return undefined;
  const { PLACES, QUADS, GROUPS, blocks } = block;
  const items = PLACES * QUADS * GROUPS + HAS_BIAS * GROUPS;
  const SLICES = Math.min(Math.floor(LANES / items), tile.IMAGES * tile.LINES);
  const lanes = 64 * Math.ceil((items * SLICES) / 64);
  return {
    KERNEL_HEIGHT: kernel_height,
    KERNEL_WIDTH: kernel_width,
    ...tile,
    TILES: Math.ceil((tilesOf(params, tile) * blocks) / (2 * MANY)),
    ...{ PLACES, QUADS, GROUPS, SLICES },
    DEPTHS: Math.min(in_channels, 4),
    NARROW: Number(out_channels === 1),
    HAS_BIAS,
    LANES: lanes,
    FOURS: Math.max(foursOf(params, block, tile), lanes),
  };
}

/** The places and fours of channels that a workgroup takes, and how many such blocks there are. */
interface Block {
  readonly PLACES: number;
  readonly QUADS: number;
  readonly GROUPS: number;
  readonly blocks: number;
}

/** The block that takes the fewest rounds of invocations, then the fewest blocks. */
function blockOf({ kernel_height, kernel_width, in_channels, out_channels }: Convolution, HAS_BIAS: number): Block {
  const places = kernel_height * kernel_width;
  const quads = Math.ceil(in_channels / 4);
  const groups = Math.ceil(out_channels / 4);
  let best: Block = { PLACES: 1, QUADS: 1, GROUPS: 1, blocks: places * quads * groups };
  let least = Number.POSITIVE_INFINITY;
  for (let QUADS = 1; QUADS <= Math.min(quads, MOST_FOURS_OF_CHANNELS); QUADS++) {
    for (let GROUPS = 1; GROUPS <= Math.min(groups, MOST_FOURS_OF_CHANNELS); GROUPS++) {
      const most = Math.floor((LANES - HAS_BIAS * GROUPS) / (QUADS * GROUPS));
      if (most < 1) continue;
      const PLACES = evenly(places, most);
      const blocks = Math.ceil(places / PLACES) * Math.ceil(quads / QUADS) * Math.ceil(groups / GROUPS);
      const slices = Math.floor(LANES / (PLACES * QUADS * GROUPS + HAS_BIAS * GROUPS));
      const cost = blocks / slices + blocks / LANES;
      if (cost >= least) continue;
      least = cost;
      best = { PLACES, QUADS, GROUPS, blocks };
    }
  }
  return best;
}

/** Fours of channels that a block takes at most: with more, too few pixels would fit. */
const MOST_FOURS_OF_CHANNELS = 8;

/** The largest tiles that fit and still are many, or the smallest that are worth a part. */
function gradientTile(params: Convolution, block: Block): Tile | undefined {
  let chosen: Tile | undefined;
  for (let most = MOST_FOURS; most >= 1; most--) {
    const tile = tileOf(params, most);
    if (foursOf(params, block, tile) > MOST_FOURS) continue;
    if (chosen && pixelsOf(tile) < LEAST_PIXELS) break;
    chosen = tile;
    if (tilesOf(params, tile) * block.blocks >= MANY) break;
  }
  return chosen;
}

/** What a tile takes of workgroup memory: its patch, a one, its dz. */
const foursOf = (params: Convolution, { QUADS, GROUPS }: Block, tile: Tile) =>
  planeOf(params, tile) * QUADS + 1 + pixelsOf(tile) * GROUPS;

import { sizeOf } from "../data/dataset.js";
import { type Layer, readLayer } from "../layers/layers.js";
import { placeAll } from "./network.js";

type Shape = readonly number[];

/** How far from the input's side another is looked for that its layers come back to. */
const FARTHEST = 64;

/** What to do about a decoder that ends with another number of values than the input has: nothing that was not tried here. */
export function decoderRemedy(input: Shape, encoder: readonly Layer[], decoder: readonly Layer[], ends: Shape): string {
  const last = decoder.length - 1;
  const layer = decoder[last] as Layer;
  if (layer.type === "dense") return `Give its last layer ${sizeOf(input)} values.`;
  const channels = input[2];
  const flat = `add flatten() and dense(${sizeOf(input)}) behind it.`;
  if (channels === undefined || ends.length !== 3) return `To come back, ${flat}`;

  const changed = (index: number, fields: object) =>
    decoder.map((other, at) => (at === index ? readLayer({ ...other, ...fields }, "decoder") : other));
  const isConvolution = layer.type === "conv2d" || layer.type === "conv2dTranspose";
  const behind = readLayer({ type: "conv2d", filters: channels, kernelSize: 3, padding: "same" }, "decoder");
  const hasChannels = ends[2] === channels;
  const back = hasChannels ? decoder : isConvolution ? changed(last, { filters: channels }) : [...decoder, behind];
  const ofChannels = isConvolution
    ? `Give its last layer filters: ${channels}.`
    : `Add conv2d(${channels}, 3, { padding: "same" }) behind it.`;
  const remedies = hasChannels ? [] : [ofChannels];
  const axis = ends[0] === input[0] ? 1 : 0;
  const side = input[axis] as number;
  if (ends[axis] === side) return remedies.join(" ");

  const returns = (shape: Shape, layers: readonly Layer[]) => {
    const path = sidesOf(shape, encoder, layers);
    return path !== undefined && String(path.at(-1)) === String(shape);
  };
  const fitting = (step: number) => {
    for (let by = 1; by <= FARTHEST; by++) {
      // Sides that come back as they are stay; all others move alike, so that squares stay squares.
      const moved = input.map((length, at) => (at < 2 && ends[at] !== input[at] ? length + step * by : length));
      if (moved.every((length) => length > 0) && returns(moved, back)) return moved;
    }
    return undefined;
  };
  const larger = fitting(1);
  // Where no larger image fits, it is not a matter of rounding.
  if (!larger) return [...remedies, `Let its layers undo the encoder's pools and strides, or ${flat}`].join(" ");
  const smaller = fitting(-1);
  const ways = [`pad the images to ${larger[0]} × ${larger[1]}`];
  if (smaller) ways.push(`crop them to ${smaller[0]} × ${smaller[1]}`);
  const convolutions = [...decoder.keys()].filter((at) => decoder[at]?.type === "conv2d").reverse();
  const valid = convolutions.find((at) => returns(input, changed(at, { padding: "valid", ...filtersAt(at) })));
  const [only] = convolutions;
  const kernelSize = [0, 1].map((at) => (ends[at] as number) - (input[at] as number) + 1);
  if (valid !== undefined) ways.push(`use padding: "valid" in decoder.${valid}`);
  else if (only !== undefined && kernelSize.every((length) => length > 0)) {
    const narrower = changed(only, { padding: "valid", kernelSize, ...filtersAt(only) });
    if (returns(input, narrower)) {
      ways.push(`give decoder.${only} kernelSize: [${kernelSize.join(", ")}] and padding: "valid"`);
    }
  }
  const sides = (sidesOf(input, encoder, back) ?? []).map((shape) => shape[axis]);
  const path = sides.filter((length, at) => length !== sides[at - 1]).join(" → ");
  const halves = smaller && (larger[axis] as number) - (smaller[axis] as number) === 2;
  const why = halves ? `${side} does not halve evenly` : `A side of ${side} does not come back from pools and strides`;
  return [...remedies, `${why} (${path}): ${listed(ways)}.`].join(" ");

  function filtersAt(at: number): object {
    return at === last && !hasChannels ? { filters: channels } : {};
  }
}

/** The shapes that a sample passes through, the input's first; none where a layer can't take its own. */
function sidesOf(input: Shape, encoder: readonly Layer[], decoder: readonly Layer[]): Shape[] | undefined {
  try {
    return [input, ...placeAll("", [...encoder, ...decoder], input).map(({ outputShape }) => outputShape)];
  } catch {
    return undefined;
  }
}

const listed = (ways: readonly string[]) =>
  ways.length === 1 ? `${ways[0]}` : `${ways.slice(0, -1).join(", ")}, or ${ways.at(-1)}`;

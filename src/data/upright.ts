import type { DecodedImage } from "./crop.js";

/** Orientations 5 to 8 exchange width and height. */
export const isTurned = (orientation: number) => orientation >= 5;

/**
 * The picture as it is to be seen.
 * @param orientation EXIF's 1 to 8: which edges of what is seen the first stored row and column are: 1 top and left, 2 top and
 *   right, 3 bottom and right, 4 bottom and left, 5 left and top, 6 right and top, 7 right and bottom, 8 left and bottom
 */
export function upright(image: DecodedImage, orientation: number): DecodedImage {
  if (orientation === 1) return image;
  const { data, channels } = image;
  const [width, height] = isTurned(orientation) ? [image.height, image.width] : [image.width, image.height];
  const mirrored = [2, 3, 6, 7].includes(orientation);
  const upsideDown = [3, 4, 7, 8].includes(orientation);
  const turned = data instanceof Uint16Array ? new Uint16Array(data.length) : new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = mirrored ? width - 1 - x : x;
      const down = upsideDown ? height - 1 - y : y;
      const from = isTurned(orientation) ? across * image.width + down : down * image.width + across;
      for (let channel = 0; channel < channels; channel++) turned[to++] = data[from * channels + channel] ?? 0;
    }
  }
  return { ...image, data: turned, width, height };
}

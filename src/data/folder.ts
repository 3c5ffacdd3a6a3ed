import { ArgumentError, DataError } from "../errors.js";
import type { ArrayContent } from "./content.js";
import { type PictureList, sortPictures } from "./picture-list.js";
import { pictureGrid } from "./pictures.js";
import type { NamedBytes } from "./png.js";

/** A file of a folder, or one that was dropped with others. */
export interface FolderFile {
  /** From the folder on: `cats/1.png`. */
  readonly path: string;
  /** Its bytes, read when they are needed. */
  read(): Promise<Uint8Array>;
}

/** How a folder of pictures is read. */
export interface PictureOptions {
  /** Side of the square that every picture is cropped and scaled to, or `[height, width]`; default: the first one's own. */
  readonly size?: number | readonly [height: number, width: number];
  /** 1: grey, the default; 3: red, green and blue. */
  readonly channels?: 1 | 3;
  /** Stops reading; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every picture. */
  readonly onProgress?: (read: number) => void;
}

/** Names that are told of those that were passed over. */
const MOST_NAMED = 3;

/**
 * The pictures of a folder and its subfolders, in the natural order of their names. Subfolders are classes where all pictures
 * lie in some; files that are no pictures are passed over, and counted.
 * @param exact keeps values as precise as the files have them, for scalings other than that of bytes
 * @throws {DataError} when there are none, {FormatError} when one is damaged
 */
export async function contentOfFolder(
  files: readonly FolderFile[],
  name: string,
  options: PictureOptions & { readonly exact: boolean },
): Promise<ArrayContent> {
  if (
    !Array.isArray(files) ||
    files.some((file) => typeof file?.path !== "string" || typeof file.read !== "function")
  ) {
    throw new ArgumentError("The files of a folder are given as a list of { path, read() }.");
  }
  const { pictures, classes, labels, loose, passedOver } = sorted(files, name);
  const byPath = new Map(files.map((file) => [file.path, file]));
  async function* decoded(): AsyncGenerator<NamedBytes> {
    for (const path of pictures) {
      const file = byPath.get(path);
      if (file) yield { name: `${name}/${path}`, bytes: await file.read() };
    }
  }
  const { grid, shape, colour, resized } = await pictureGrid(decoded(), options);
  const others = passedOver.slice(0, MOST_NAMED).join(", ") + (passedOver.length > MOST_NAMED ? " …" : "");
  return {
    kind: "pictures",
    grid,
    shape,
    floats: false,
    ...(labels && classes && { labels: Uint8Array.from(labels), classes }),
    remarks: [
      ...(colour > 0
        ? [`${counted(colour, "colour picture")} read as grey (channels: 3 keeps colours, --channels colour)`]
        : []),
      ...(resized > 0 ? [`${counted(resized, "picture")} of another size cropped and scaled`] : []),
      ...(loose > 0 ? [`no classes, since ${loose} ${loose === 1 ? "lies" : "lie"} beside the subfolders`] : []),
      ...(passedOver.length > 0 ? [`${counted(passedOver.length, "other file")} passed over (${others})`] : []),
    ],
  };
}

/** @throws {DataError} that names the folder when it has no pictures */
function sorted(files: readonly FolderFile[], name: string): PictureList {
  try {
    return sortPictures(files.map(({ path }) => path));
  } catch (cause) {
    throw cause instanceof DataError ? new DataError(`${name}: ${cause.message}`, { cause }) : cause;
  }
}

const counted = (count: number, what: string) => `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;

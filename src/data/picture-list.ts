import { DataError } from "../errors.js";

/** The pictures of a folder, in the order in which they are read. */
export interface PictureList {
  readonly pictures: readonly string[];
  /** Names of the classes, and the class of each picture, where all of them lie in two subfolders or more. */
  readonly classes?: readonly string[];
  readonly labels?: readonly number[];
  /** Where pictures lie both in the folder itself and in subfolders, and so have no classes: how many lie in the folder. */
  readonly loose: number;
  /** Files that are no pictures, or of a kind that cannot be decoded here: for the caller to count aloud. */
  readonly passedOver: readonly string[];
}

const EVERYWHERE = ["png", "jpg", "jpeg", "webp"];
/** What browsers decode besides. */
const IN_BROWSERS = ["gif", "bmp", "avif"];

/**
 * Sorts the files of a folder, as command line and page do it: pictures (by the endings of their names) in natural order, 2
 * before 10. If every picture lies in one of several subfolders, these are the classes, a picture's class the subfolder that
 * it is in, however deep: `cats/1.png` and `dogs/old/2.png` make the classes cats and dogs. Folders that all pictures share
 * don't count. Hidden files and folders are passed over.
 * @param paths relative to the folder, with slashes
 * @throws {DataError} when there are no pictures
 */
export function sortPictures(
  paths: readonly string[],
  inBrowser = typeof createImageBitmap !== "undefined",
): PictureList {
  const endings = inBrowser ? [...EVERYWHERE, ...IN_BROWSERS] : EVERYWHERE;
  const isPicture = (path: string) => {
    const parts = path.split("/");
    const hidden = parts.some((part) => part === "__MACOSX" || (part.startsWith(".") && part !== "." && part !== ".."));
    return !hidden && endings.includes(/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "");
  };
  const pictures = paths.filter(isPicture).toSorted(naturally);
  const passedOver = paths.filter((path) => !isPicture(path)).toSorted(naturally);
  if (pictures.length === 0) {
    const among =
      passedOver.length > 0
        ? ` among ${passedOver.length} ${passedOver.length === 1 ? "file" : "files"} (${passedOver[0]} …)`
        : "";
    throw new DataError(
      `There are no pictures${among}. Give ${list(endings.map((ending) => ending.toUpperCase()))} files.`,
    );
  }
  const shared = sharedFolders(pictures);
  const folders = pictures.map((path) => path.split("/").slice(0, -1)[shared]);
  const loose = folders.filter((folder) => folder === undefined).length;
  const classes = [...new Set(folders)].filter((folder) => folder !== undefined);
  if (classes.length === 0) return { pictures, loose: 0, passedOver };
  if (loose > 0) return { pictures, loose, passedOver };
  return { pictures, classes, labels: folders.map((folder) => classes.indexOf(folder ?? "")), loose, passedOver };
}

/** How many folders, from the first on, all paths have in common. */
function sharedFolders(paths: readonly string[]): number {
  const [first = [], ...others] = paths.map((path) => path.split("/").slice(0, -1));
  const differs = first.findIndex((folder, depth) => others.some((other) => other[depth] !== folder));
  return differs < 0 ? first.length : differs;
}

const { compare } = new Intl.Collator("en", { numeric: true });

/** Folder by folder; numbers by their value. */
function naturally(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  for (let depth = 0; depth < Math.min(left.length, right.length); depth++) {
    const order = compare(left[depth] ?? "", right[depth] ?? "");
    if (order !== 0) return order;
  }
  // "1.png" and "01.png" are equal so far: any order will do, if it is always the same.
  return left.length - right.length || (a < b ? -1 : Number(a > b));
}

const list = (words: readonly string[]) => `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

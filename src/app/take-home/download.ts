/** A file for the visitor to keep; `url` is an object URL of this page. */
export interface Download {
  readonly name: string;
  readonly url: string;
  readonly content: Blob;
}

export function download(name: string, content: BlobPart, type: string): Download {
  const blob = new Blob([content], { type });
  return { name, url: URL.createObjectURL(blob), content: blob };
}

/** Files that nobody can take home any more. */
export function release(downloads: readonly Download[]): void {
  for (const { url } of downloads) URL.revokeObjectURL(url);
}

/** Long enough for a browser to have taken a file over. */
const KEPT = 60_000;

/** Gives the visitor a file at once, as a click on its link would. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
}

/** A file for the visitor to keep; `url` is an object URL of this page. */
export interface Download {
  readonly name: string;
  readonly url: string;
}

export function download(name: string, content: BlobPart, type: string): Download {
  return { name, url: URL.createObjectURL(new Blob([content], { type })) };
}

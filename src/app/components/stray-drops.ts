/** What a drop brings, taken out of it while it lasts: a browser forgets it afterwards. */
export interface Drop {
  /** Files and folders; none where a browser gives files only. */
  readonly entries: readonly FileSystemEntry[];
  readonly files: readonly File[];
}

export const broughtBy = ({ items, files }: DataTransfer): Drop => ({
  entries: Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null),
  files: Array.from(files),
});

/**
 * Files that are dropped, on the place for them or beside it: a browser would go to them, and the page with all that was trained in
 * it would be gone.
 * @param target the window
 * @param take what to do with them
 * @returns what ends it
 */
export function catchStrayDrops(target: EventTarget, take: (drop: Drop) => void): () => void {
  const filesOf = (event: Event): DataTransfer | undefined => {
    const { dataTransfer } = event as DragEvent;
    // Texts may be dragged into fields, and what was taken already is not taken twice.
    if (!dataTransfer?.types.includes("Files") || event.defaultPrevented) return undefined;
    event.preventDefault();
    return dataTransfer;
  };
  const over = (event: Event) => void filesOf(event);
  const drop = (event: Event) => {
    const files = filesOf(event);
    if (files) take(broughtBy(files));
  };
  target.addEventListener("dragover", over);
  target.addEventListener("drop", drop);
  return () => {
    target.removeEventListener("dragover", over);
    target.removeEventListener("drop", drop);
  };
}

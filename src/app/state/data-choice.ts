/** Where the data come from, as it was chosen: kept while the page is open, whichever view is shown. */
export interface DataChoice {
  /** The visitor's own files, not MNIST. */
  readonly own: boolean;
  /** Side of the square that pictures are cropped to, as typed. */
  readonly size: string;
  /** Whether the columns of a table are stretched to 0…1. */
  readonly stretch: boolean;
  /** What was given last, labels and all: read again when an option changes. */
  readonly files: readonly File[];
}

export const MNIST_CHOICE: DataChoice = { own: false, size: "28", stretch: false, files: [] };

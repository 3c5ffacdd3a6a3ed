import { version } from "../packages/isthmus/package.json";

/** The library's version. */
export const VERSION: string = version;

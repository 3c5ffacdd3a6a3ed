/** Minified code, an ES module, in lines of about `width` characters (240 where it is left out). */
export declare function inShortLines(code: string, width?: number): string;

/** The library's version: package.json's, which a test holds it against. */
export const VERSION = "0.1.0";

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { htmlFor, project, resultsOf } from "./project.js";

/** The first JavaScript of a README. */
const firstOf = (text: string) => /^```js\n(.*?)^```/ms.exec(text)?.[1] ?? "";

it.each(["README.md", "packages/isthmus/README.md"])(
  "the first example of %s runs in a page as it stands",
  async (path) => {
    const text = await readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
    const map = { imports: { isthmus: "./node_modules/isthmus/index.js" } };
    const html = htmlFor("./example.js").replace(
      "<body>",
      `<script type="importmap">${JSON.stringify(map)}</script><body>`,
    );
    const example = `${firstOf(text)}\nglobalThis.result = [history.loss.length, ...codes.shape, flags.length, file.size > 500];\n`;
    const folder = await project("readme", { "index.html": html, "example.js": example });
    expect(await resultsOf(folder)).toEqual([[20, 1000, 3, 1000, true]]);
  },
);

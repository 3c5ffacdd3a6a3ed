import fc from "fast-check";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { unzip, zipEntries } from "../../src/formats/zip.js";
import { storedZip } from "../../src/formats/zip-writer.js";

const files = fc.uniqueArray(
  fc.record({
    name: fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !name.endsWith("/")),
    bytes: fc.uint8Array({ maxLength: 40 }),
  }),
  { selector: ({ name }) => name, maxLength: 5 },
);

test("archives are read by others and by us", async () => {
  await fc.assert(
    fc.asyncProperty(files, async (written) => {
      const archive = storedZip(written);
      const theirs = unzipSync(archive);
      const entries = zipEntries(archive, "a.zip");
      expect(entries.map(({ path }) => path)).toEqual(written.map(({ name }) => name));
      for (const [index, { name, bytes }] of written.entries()) {
        expect(theirs[name]).toEqual(bytes);
        const entry = entries[index];
        expect(entry && (await unzip(archive, entry, "a.zip"))).toEqual(bytes);
      }
    }),
  );
});

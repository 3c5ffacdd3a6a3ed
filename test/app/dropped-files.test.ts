import fc from "fast-check";
import { expect, it } from "vitest";
import { droppedFiles, unreadText } from "../../src/app/components/dropped-files.js";
import { broughtBy } from "../../src/app/components/stray-drops.js";

/** What lies in a drop: a file, one that cannot be opened, or a folder, which may not be readable itself. */
type Thing = { readonly name: string } & (
  | { readonly kind: "file" | "gone" | "neither" }
  | { readonly kind: "folder" | "closed"; readonly holds: readonly Thing[] }
);

function entryOf(thing: Thing, folder = ""): FileSystemEntry {
  const fullPath = `${folder}/${thing.name}`;
  const fail = (_: unknown, reject: (error: Error) => void) => reject(new DOMException("gone", "NotFoundError"));
  const isFolder = thing.kind === "folder" || thing.kind === "closed";
  const left = isFolder ? thing.holds.map((held) => entryOf(held, fullPath)) : [];
  const readEntries = (resolve: (part: FileSystemEntry[]) => void) => resolve(left.splice(0, 100));
  return {
    fullPath,
    name: thing.name,
    isFile: thing.kind === "file" || thing.kind === "gone",
    isDirectory: isFolder,
    file: thing.kind === "gone" ? fail : (resolve: (file: File) => void) => resolve(new File([], thing.name)),
    createReader: () => ({ readEntries: thing.kind === "closed" ? fail : readEntries }),
  } as unknown as FileSystemEntry;
}

const drop = (things: readonly Thing[]) =>
  broughtBy({
    items: things.map((thing) => ({ webkitGetAsEntry: () => entryOf(thing) })),
    files: [],
  } as unknown as DataTransfer);

const { things } = fc.letrec<{ things: readonly Thing[] }>((tie) => ({
  things: fc.array(
    fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ name: fc.string({ minLength: 1 }), kind: fc.constantFrom("file", "gone", "neither") }),
      fc.record({
        name: fc.string({ minLength: 1 }),
        kind: fc.constantFrom("folder", "closed"),
        holds: tie("things") as fc.Arbitrary<readonly Thing[]>,
      }),
    ) as fc.Arbitrary<Thing>,
    { maxLength: 5 },
  ),
}));

function count(all: readonly Thing[], kind: "file" | "broken"): number {
  const own = (thing: Thing) => (kind === "file" ? thing.kind === "file" : ["gone", "closed"].includes(thing.kind));
  return all.reduce(
    (sum, thing) => sum + Number(own(thing)) + (thing.kind === "folder" ? count(thing.holds, kind) : 0),
    0,
  );
}

it("a drop never rejects: what cannot be read is named, and all else is there", async () => {
  await fc.assert(
    fc.asyncProperty(things, async (dropped) => {
      const { files, unread } = await droppedFiles(drop(dropped));
      expect(files).toHaveLength(count(dropped, "file"));
      expect(unread).toHaveLength(count(dropped, "broken"));
    }),
  );
});

it("folders may be of any depth, and a whole disk is not read", async () => {
  let deep: Thing = { name: "a.csv", kind: "file" };
  for (let depth = 0; depth < 2000; depth++) deep = { name: "in", kind: "folder", holds: [deep] };
  expect((await droppedFiles(drop([deep]))).files).toHaveLength(1);

  const holds = Array.from({ length: 200_001 }, (_, index) => ({ name: `${index}`, kind: "file" }) as const);
  const { files, unread } = await droppedFiles(drop([{ name: "disk", kind: "folder", holds }]));
  expect(files.length).toBeLessThan(200_000);
  expect(unread).toEqual(["disk (it holds too many files)"]);
});

it("what is left out is said in a sentence, however long its name", () => {
  expect(unreadText([])).toBeUndefined();
  expect(unreadText(["a/b.png"])).toBe(
    "“a/b.png” cannot be read, and is left out: moved since, or not allowed. Drop what is missing again.",
  );
  expect(unreadText(["x".repeat(500), "b", "c"])).toMatch(/^“x{80}…” and 2 more cannot be read, and are left out/);
});

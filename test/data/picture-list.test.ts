import { describe, expect, test } from "vitest";
import { sortPictures } from "../../src/data/picture-list.js";
import { DataError } from "../../src/errors.js";

describe("sortPictures", () => {
  test("numbers count by their value, folder by folder", () => {
    const paths = ["b/1.png", "a10/1.png", "10.png", "2.png", "a2/3.JPG", "1.webp", "01.jpeg"];
    const { pictures } = sortPictures(paths, false);
    expect(pictures).toEqual(["01.jpeg", "1.webp", "2.png", "10.png", "a2/3.JPG", "a10/1.png", "b/1.png"]);
    expect(sortPictures(paths.toReversed(), false).pictures).toEqual(pictures);
  });

  test("subfolders are classes, however deep the pictures lie in them", () => {
    expect(
      sortPictures(["dogs/old/2.png", "cats/1.png", "dogs/1.png", "class10/1.png", "class9/1.png"], false),
    ).toEqual({
      pictures: ["cats/1.png", "class9/1.png", "class10/1.png", "dogs/1.png", "dogs/old/2.png"],
      classes: ["cats", "class9", "class10", "dogs"],
      labels: [0, 1, 2, 3, 3],
      loose: 0,
      passedOver: [],
    });
  });

  test("folders that all pictures share are none", () => {
    expect(sortPictures(["set/train/a/1.png", "set/train/b/2.png"], false)).toMatchObject({
      classes: ["a", "b"],
      labels: [0, 1],
    });
    expect(sortPictures(["set/1.png", "set/2.png"], false)).toEqual({
      pictures: ["set/1.png", "set/2.png"],
      loose: 0,
      passedOver: [],
    });
  });

  test("pictures in the folder itself beside subfolders leave all without classes", () => {
    expect(sortPictures(["0.png", "sub/1.png", "README.txt", "Thumbs.db"], false)).toEqual({
      pictures: ["0.png", "sub/1.png"],
      loose: 1,
      passedOver: ["README.txt", "Thumbs.db"],
    });
  });

  test("a folder called __proto__ or constructor is a class as any other", () => {
    expect(sortPictures(["__proto__/1.png", "constructor/1.png"], false).classes).toEqual(["__proto__", "constructor"]);
  });

  test("what is no picture, or hidden, is passed over; what a browser decodes besides, in a browser only", () => {
    const paths = [
      ".a.png",
      ".git/b.png",
      "__MACOSX/._c.png",
      "c.gif",
      "d.tiff",
      "e.heic",
      "f.bmp",
      "g.avif",
      "h",
      "i.png",
      "png",
    ];
    expect(sortPictures(paths, false)).toMatchObject({ pictures: ["i.png"] });
    expect(sortPictures(paths, false).passedOver).toHaveLength(10);
    expect(sortPictures(paths, true).pictures).toEqual(["c.gif", "f.bmp", "g.avif", "i.png"]);
    expect(sortPictures(["./a.png", "../b.png"], false).passedOver).toEqual([]);
  });

  test("no picture at all is an error that says what there is", () => {
    expect(() => sortPictures(["b.gif", "a.txt"], false)).toThrow(
      new DataError("There are no pictures among 2 files (a.txt …). Give PNG, JPG, JPEG or WEBP files."),
    );
    expect(() => sortPictures([], false)).toThrow(
      new DataError("There are no pictures. Give PNG, JPG, JPEG or WEBP files."),
    );
  });
});

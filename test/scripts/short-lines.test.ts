import { parseAst } from "vite";
import { expect, test } from "vitest";
import { inShortLines } from "../../scripts/short-lines.mjs";

/** A syntax tree without the places of its nodes. */
const treeOf = (code: string) =>
  JSON.stringify(parseAst(code), (key, value) => (["start", "end", "range"].includes(key) ? undefined : value));

/** Line ends where they would be seen, in templates, and where they would end a statement. */
const MINIFIED = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template in the code
  'import{a as e,b as t}from"./x.js";let n=1,r=/[,;{]a/g,i=`one,${e(`two;{${t},x`,n)},three;{`,o=`,{;four\nfive,`;',
  "function s(e,t){for(let n=0,r=e;n<r;n++){if(t)continue;return}throw t}",
  "class c{a=1;static b=2;async d(e,t){await e;return{e,t,f:[1,,2]}}get g(){return n}}",
  "let u=async(e,t)=>{await e;t(e)},f=n++,p=n?{a:1,b:2}:{};export{s as x,c as y,u as z,f,p};",
].join("");

test("code in short lines is the same code, whatever the width", () => {
  for (let width = 1; width < 60; width++) {
    const short = inShortLines(MINIFIED, width);
    expect(treeOf(short)).toBe(treeOf(MINIFIED));
    // Line ends aside, which one of its templates has as well, it is the same text.
    expect(short.replaceAll("\n", "")).toBe(MINIFIED.replaceAll("\n", ""));
  }
});

test("lines are about as long as is asked for, and short files stay as they are", () => {
  const code = `let a=[${Array.from({ length: 1000 }, (_, index) => index).join(",")}];`;
  const lines = inShortLines(code, 100).split("\n");
  expect(lines.length).toBeGreaterThan(30);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(inShortLines("let a=1,b=2;", 100)).toBe("let a=1,b=2;");
});

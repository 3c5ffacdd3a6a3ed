/** Reports are pages that strangers' names are in: they run no script, and ask for nothing. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { lossChart } from "../../src/cli/chart.js";
import { historyCsv } from "../../src/cli/history-file.js";
import { htmlPage } from "../../src/cli/html.js";
import { type ReportContent, reportHtml } from "../../src/cli/report.js";
import { valueText } from "../../src/cli/table-samples.js";
import { RUN } from "./run-files.js";

const HOSTILE = `</td></style><script>alert(1)</script><img src=x onerror="alert('2')">`;

const page = { title: "A", css: "p { color: red }\n", body: "<p>b", maker: "Isthmus", finishedAt: new Date(0) };

function policyOf(html: string): Record<string, string> {
  const [, content = ""] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
  return Object.fromEntries(
    content.split("; ").map((part) => [part.split(" ", 1)[0], part.slice(part.indexOf(" ") + 1)]),
  );
}

test("the policy allows the page's own style sheet and pictures, and nothing else", () => {
  const html = htmlPage(page);
  const [, style = ""] = /<style>([^<]*)<\/style>/.exec(html) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(policyOf(html)).toEqual({
    "default-src": "'none'",
    "style-src-elem": `'sha256-${hash}'`,
    "style-src-attr": "'unsafe-inline'",
    "img-src": "data:",
    "base-uri": "'none'",
    "form-action": "'none'",
  });
  // Before anything that it is to hold for.
  expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<title>"));
});

test("whatever a run's texts say stays text, in every place where a report has one", () => {
  const codes = new Float32Array([1, 2]);
  const shared = { reconstructions: new Float32Array(4), classes: [HOSTILE], codes, codeSize: 2 };
  const images = {
    ...shared,
    origin: HOSTILE,
    shape: { width: 2, height: 2, channels: 1 as const },
    originals: new Uint8Array(4),
  };
  const column = { name: HOSTILE, low: 0, high: 1, isDate: false };
  const table = {
    ...shared,
    whose: HOSTILE,
    count: 4,
    columns: [column],
    originals: new Float32Array(4),
    errors: [{ name: HOSTILE, error: 1, share: 0.5 }],
  };
  // Types are what the compiler knows: a record that got past every check is text all the same.
  const epochs = [
    { ...RUN.epochs[0], epoch: HOSTILE, unfinished: { steps: 1, of: 2 } },
  ] as unknown as typeof RUN.epochs;
  for (const samples of [images, table] as ReportContent["samples"][]) {
    const html = reportHtml({
      title: HOSTILE,
      settings: { Model: HOSTILE, "Training data": HOSTILE, [HOSTILE]: HOSTILE },
      adapter: { [HOSTILE]: HOSTILE },
      warnings: [HOSTILE],
      summary: HOSTILE,
      epochs,
      epochsWanted: 2,
      seconds: 1,
      samples,
      finishedAt: new Date(0),
      version: HOSTILE,
    });
    expect(html).not.toMatch(/<script|<img src=x|onerror="/);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).toContain("&lt;script&gt;");
  }
  expect(
    lossChart([{ name: HOSTILE, className: "loss", values: [1, 2] }], { className: "wide", width: 9, height: 9 }),
  ).not.toMatch(/<script/);
});

test("a history's names are no formulas, and its numbers stay numbers", () => {
  const csv = historyCsv([
    { epoch: 1, loss: -0.5, metrics: { "=cmd|' /C calc'!A1": -1, "a,b": 2 }, seconds: 1, imagesPerSecond: 2 },
  ]);
  expect(csv).toBe(`epoch,loss,val_loss,seconds,images_per_second,'=cmd|' /C calc'!A1,"a,b"\n1,-0.5,,1.000,2.0,-1,2\n`);
});

test("a date that a model makes of nothing known is a number", () => {
  const column = { name: "when", low: 0, high: 2e9, isDate: true };
  expect(valueText(86_400, column)).toBe("1970-01-02 00:00:00");
  for (const value of [1e13, -1e13, 1e300]) expect(valueText(value, column)).not.toMatch(/NaN|Invalid/);
});

test("a run of a million epochs has a report, of some of them", () => {
  const epochs = Array.from({ length: 1_000_001 }, (_, index) => ({
    ...RUN.epochs[1],
    epoch: index + 1,
    loss: 1 / (index + 1),
  }));
  const html = reportHtml({
    ...{ title: "", settings: {}, adapter: {}, warnings: [], summary: "", epochsWanted: 1, seconds: 1 },
    epochs: epochs as unknown as typeof RUN.epochs,
    samples: {
      ...{ origin: "", shape: { width: 1, height: 1, channels: 1 as const }, originals: new Uint8Array() },
      ...{ reconstructions: new Float32Array(), codes: new Float32Array(), codeSize: 1 },
    },
    ...{ finishedAt: new Date(0), version: "" },
  });
  expect(html.length).toBeLessThan(1_000_000);
  expect(html).toMatch(/(1,000|\d{3}) of 1,000,001 epochs in numbers; history\.csv has all/);
  expect(html).toContain("<td>1000001</td>");
  expect(historyCsv(epochs as unknown as typeof RUN.epochs).split("\n")).toHaveLength(1_000_003);
});

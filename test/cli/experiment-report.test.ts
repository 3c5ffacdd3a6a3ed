import fc from "fast-check";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { lineChart } from "../../src/cli/experiment-chart.js";
import { experimentPictures, type RunFacts } from "../../src/cli/experiment-files.js";
import { ExperimentLog } from "../../src/cli/experiment-log.js";
import { experimentHtml } from "../../src/cli/experiment-report.js";
import { experimentText, shortNumber } from "../../src/cli/experiment-text.js";
import { attach, detach } from "../../src/cli/experiment-wire.js";
import { pack, unpack } from "../../src/cli/wire.js";
import type { Experiment } from "../../src/experiments/experiment.js";
import type { Block, ExperimentResult } from "../../src/experiments/result.js";

const experiment: Experiment = {
  name: "one",
  title: "A <title> & more",
  summary: "does it",
  explanation: ["Why <b>."],
  needsLabels: false,
  work: { dense: 1 },
  settings: (quick) => ({ epochs: quick ? 1 : 50 }),
  run: () => Promise.reject(new Error("not run")),
};

const facts: RunFacts = {
  experiment,
  quick: true,
  settings: { Epochs: "1" },
  adapter: { Vendor: "nvidia" },
  seconds: 3.21,
  finishedAt: new Date(0),
  version: "1.2.3",
};

const shape = { height: 2, width: 2, channels: 1 } as const;

/** One block of each kind. */
const BLOCKS: readonly Block[] = [
  { kind: "text", text: "Plain <i>words</i>." },
  {
    kind: "table",
    columns: [
      { key: "name", title: "Name" },
      { key: "value", title: "Value", format: { style: "decimal", digits: 2 } },
    ],
    rows: [
      { name: "first", value: 0.125 },
      { name: "second", value: Number.NaN },
      { name: "third", value: null },
    ],
  },
  {
    kind: "grid",
    title: "Numbers",
    marked: 1,
    rows: [
      [0, 0.004],
      [0.98, 1],
    ],
  },
  {
    kind: "figure",
    name: "pictures",
    shape,
    rows: [
      { label: "Bytes", images: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), captions: ["a", "b"] },
      { label: "Floats", images: Float32Array.of(0, 0.2, 0.4, 1) },
    ],
  },
  {
    kind: "chart",
    name: "curves",
    title: "Curves",
    x: { label: "code", scale: "log" },
    y: { label: "loss" },
    series: [
      { name: "one", x: [2, 8, 32], y: [3, Number.NaN, 1] },
      { name: "other", x: [2, 32], y: [2, 0.5] },
    ],
  },
  {
    kind: "scatter",
    name: "map",
    title: "A map",
    xLabel: "x",
    yLabel: "y",
    x: Float32Array.of(0, 1, 2, 3),
    y: Float32Array.of(5, 5, 6, 7),
    labels: Uint8Array.of(1, 1, 9, 9),
    classes: ["a", "<b>", "c", "d", "e", "f", "g", "h", "i", "jay"],
  },
];

const result: ExperimentResult = { finding: "It is 0.5.", sections: [{ title: "Part", blocks: BLOCKS }] };

describe("report.html", () => {
  const html = experimentHtml(result, facts);

  test("tells everything, asks nobody for anything, and takes text for text", () => {
    for (const text of ["It is 0.5.", "A quick run", "Plain &lt;i&gt;words", "0.13", "NaN", "–", "Isthmus 1.2.3"]) {
      expect(html).toContain(text);
    }
    expect(html).toContain("<h1>A &lt;title&gt; &amp; more</h1>");
    expect(html).not.toMatch(/<script|<iframe|url\(|@import|<b>\.|<i>|undefined/);
    expect(html.match(/(?:src|href)="(?!data:)/g)).toBeNull();
  });

  test("does not speak of a quick run where there is nothing that is quicker", () => {
    const same = { ...facts, experiment: { ...experiment, settings: () => ({ epochs: 1 }) } };
    expect(experimentHtml(result, same)).not.toContain("A quick run");
    expect(experimentHtml(result, { ...facts, quick: false })).not.toContain("A quick run");
  });

  test("numbers stand on the grey that they mean, one row marked", () => {
    expect(html).toContain('<td style="--ink-share:0%">.00</td>');
    expect(html).toContain('<tr class="marked"><td class="dark" style="--ink-share:98%">.98</td>');
  });

  test("a row of pictures is one thing with a name; captions are read", () => {
    expect(html.match(/<img [^>]*alt=""/g)).toHaveLength(3);
    expect(html).toContain('role="group" aria-label="Bytes: 2 pictures"');
    expect(html).toContain('role="img" aria-label="Floats: one picture"');
    expect(html).toContain("<small>b</small>");
  });
});

describe("charts", () => {
  test("a value that is not finite leaves a gap; a log axis has a tick at each x, evenly apart for powers", () => {
    const chart = BLOCKS[4];
    if (chart?.kind !== "chart") throw new Error("the fifth block is a chart");
    const svg = lineChart(chart, { className: "wide", width: 960, height: 360 });
    const points = [...svg.matchAll(/<polyline [^>]*points="([^"]*)"/g)].map(([, all = ""]) => all.split(" "));
    expect(points.map((line) => line.length)).toEqual([2, 2]);
    expect(svg).not.toContain("NaN,");
    const ticks = [...svg.matchAll(/<text class="tick" x="([\d.]+)" y="332" text-anchor="middle">(\d+)</g)];
    expect(ticks.map(([, at, value]) => [Number(at), value])).toEqual([
      [74, "2"],
      [509, "8"],
      [944, "32"],
    ]);
  });

  test("an axis of whole numbers has ticks at whole numbers only", () => {
    const series = [{ name: "s", x: [1, 2, 3, 4], y: [1, 2, 3, 4] }];
    const size = { className: "wide", width: 960, height: 360 };
    const svg = lineChart(
      { kind: "chart", name: "curves", title: "t", x: { label: "epoch" }, y: { label: "y" }, series },
      size,
    );
    const ticks = [...svg.matchAll(/<text class="tick" x="[\d.]+" y="332" text-anchor="middle">([^<]*)</g)];
    expect(ticks.map(([, value]) => value)).toEqual(["1", "2", "3", "4"]);
  });

  test("a mark is an upright line with its name, on the axis even where no series reaches, and words stand for the drawing", () => {
    const series = [{ name: "s", x: [0, 1], y: [1, 2] }];
    const size = { className: "wide", width: 960, height: 360 };
    const markAt = (x: number) => {
      const axes = { x: { label: "x" }, y: { label: "y" } };
      const mark = { x, label: "a < b" };
      return lineChart({ kind: "chart", name: "curves", title: "t", ...axes, series, mark, said: "much" }, size);
    };
    expect(markAt(0.25)).toContain('<line class="mark" x1="291.5" x2="291.5" y1="12" y2="312"/>');
    expect(markAt(0.25)).toContain('x="297.5" y="22" text-anchor="start">a &lt; b</text>');
    // Beyond them the axis grows, and the name stands on the side where there is room.
    expect(markAt(4)).toContain('<line class="mark" x1="944.0"');
    expect(markAt(4)).toContain('x="938.0" y="22" text-anchor="end"');
    expect(markAt(-1)).toContain('<line class="mark" x1="74.0"');
    expect(markAt(0.5)).toContain('aria-label="t: much"');
  });

  test("everything stays inside the drawing, whatever the values", () => {
    // Magnitudes of all sizes, too: down to the least that a number can be, up to the largest float32.
    const scaled = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -324, max: 38 }));
    const value = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      scaled.map(([share, power]) => share * 10 ** power),
      fc.constantFrom(0, 5e-324, -5e-324, 2 ** -1074 * 3),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (y) => {
        const series = [{ name: "s", x: y.map((_, index) => index), y }];
        const size = { className: "wide", width: 960, height: 360 };
        const svg = lineChart(
          { kind: "chart", name: "curves", title: "t", x: { label: "x" }, y: { label: "y" }, series },
          size,
        );
        for (const [, cx, cy] of svg.matchAll(/<circle [^>]*cx="([^"]*)" cy="([^"]*)"/g)) {
          expect(Number(cx) >= 74 && Number(cx) <= 944 && Number(cy) >= 11.9 && Number(cy) <= 312.1).toBe(true);
        }
        // Nor do the numbers beside it run into the axis's title, which is 13 pixels high around 14; a digit is at most 9 wide.
        for (const [, x, text = ""] of svg.matchAll(/<text class="tick" x="([^"]*)" [^>]*"end">([^<]*)</g)) {
          expect(Number(x) - 9 * text.length).toBeGreaterThan(14 + 13 / 2);
        }
      }),
      { examples: [[[-999999.9999999984, -999999.9999999979]], [[5e-324, -5e-324]], [[5e-324]], [[0, 5e-324]]] },
    );
  });
});

test("figures and maps become PNG files", () => {
  const pictures = experimentPictures(result);
  expect(Object.keys(pictures)).toEqual(["pictures.png", "map.png"]);
  const { width, height, data } = decode(pictures["pictures.png"] ?? new Uint8Array());
  expect([width, height]).toEqual([2 * 16 + 2 * 84 + 6, 2 * 16 + 2 * 84 + 6]);
  const at = (x: number, y: number) => data[y * width + x];
  expect([at(0, 0), at(16, 16), at(16 + 42, 16), at(16 + 90, 16), at(16, 16 + 90 + 42)]).toEqual([255, 0, 1, 4, 102]);
  const map = decode(pictures["map.png"] ?? new Uint8Array());
  expect([map.width, map.height, map.channels]).toEqual([900, 900, 3]);
});

test("on the terminal: finding, tables and numbers; pictures by their files", () => {
  const text = experimentText(result, experiment);
  expect(text).toContain("A <title> & more\n════════════════\n\nIt is 0.5.");
  expect(text).toContain("first    0.13\nsecond    NaN\nthird       –");
  expect(text).toContain("Numbers\n    0 .00\n→ .98   1");
  expect(text).toContain("Bytes · Floats: see pictures.png");
  expect(text).toContain("Curves: see report.html");
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});

test("numbers in three characters: only 0 and 1 themselves look like it", () => {
  expect([0, 1, 0.004, 0.5, 0.994, 0.999].map(shortNumber)).toEqual(["  0", "  1", ".00", ".50", ".99", "1.0"]);
});

test("a result arrives as it was sent", () => {
  const { value, files } = detach(result);
  expect(Object.keys(files)).toHaveLength(5);
  // Bytes may begin anywhere in what was received.
  const received = Object.entries(files).map(([name, bytes]) => [name, Uint8Array.of(7, ...bytes).subarray(1)]);
  const answer = unpack(pack({ value })) as { value: unknown };
  expect(attach({ value: answer.value, files: Object.fromEntries(received) })).toEqual(result);
  expect(() => attach({ value, files: {} })).toThrow("The experiment's array-0 did not arrive.");
});

describe("the log", () => {
  /** A log on a stream that remembers, and a clock that is set by hand. */
  function log({ json = false, isTTY = false } = {}) {
    const [err, out]: [string[], string[]] = [[], []];
    const clock = { seconds: 0 };
    const stream = { write: (text: string) => err.push(text), isTTY, columns: 60 };
    return {
      log: new ExperimentLog(json, stream, { write: (text: string) => out.push(text) }, () => clock.seconds),
      err,
      out,
      clock,
    };
  }

  test("in a file has a line for each thing that is done, and one every five seconds", () => {
    const { log: subject, err, clock } = log();
    const tell = (doing: string, detail: string) => subject.handle({ type: "progress", doing, detail, fraction: 0.5 });
    tell("A", "1");
    tell("A", "2");
    clock.seconds = 5;
    tell("A", "3");
    tell("B", "1");
    expect(err).toEqual([" 50 %  A: 1\n", " 50 %  A: 3\n", " 50 %  B: 1\n"]);
  });

  test("on a terminal is one line that is redrawn and never wraps", () => {
    const { log: subject, err } = log({ isTTY: true });
    subject.handle({ type: "progress", doing: "x".repeat(80), fraction: 0 });
    subject.handle({ type: "progress", doing: "B", fraction: 1 });
    subject.say("done");
    expect(err.map((text) => text.replace("\x1b[K", ""))).toEqual([
      `\r  0 %  ${"x".repeat(52)}`,
      "\r100 %  B",
      "\n",
      "done\n",
    ]);
  });

  test("in JSON has every event on stdout, and the result only as its place", () => {
    const { log: subject, out } = log({ json: true });
    subject.handle({ type: "progress", doing: "A", detail: "1", fraction: 0.25 });
    subject.done({ experiment: "one" }, "text");
    expect(out).toEqual([
      '{"event":"progress","doing":"A","detail":"1","fraction":0.25}\n',
      '{"event":"done","experiment":"one"}\n',
    ]);
  });
});

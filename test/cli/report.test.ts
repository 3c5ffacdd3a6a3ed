import { describe, expect, test } from "vitest";
import { ticks } from "../../src/cli/chart.js";
import { historyCsv } from "../../src/cli/history-file.js";
import { type ReportContent, reportHtml } from "../../src/cli/report.js";

const epochs = Array.from({ length: 12 }, (_, index) => ({
  epoch: index + 1,
  loss: 0.3 / (index + 1) + 0.1,
  valLoss: 0.28 / (index + 1) + 0.1,
  seconds: 9.25,
  imagesPerSecond: 6700.25,
  metrics: {},
}));

function content(changes: Partial<ReportContent> = {}): ReportContent {
  return {
    title: "Autoencoder on <digits> & more",
    settings: { Model: "notebook: 16 → 8 → 16", "Training data": 'a "file", 3 images' },
    adapter: { Vendor: "nvidia", Architecture: "ampere" },
    warnings: [],
    summary: "Total params: 50,992",
    epochs,
    epochsWanted: 12,
    seconds: 111,
    samples: {
      origin: "The first 3 images",
      shape: { height: 4, width: 4, channels: 1 },
      originals: new Uint8Array(48).fill(9),
      reconstructions: new Float32Array(48).fill(0.5),
      codes: new Float32Array(24).fill(2),
      codeSize: 8,
    },
    finishedAt: new Date(0),
    version: "1.2.3",
    ...changes,
  };
}

describe("report.html", () => {
  test("tells everything and asks nobody else for anything", () => {
    const html = reportHtml(content());
    for (const text of ["0.1250", "0.1233", "6,700", "1 min 51 s", "nvidia", "ampere", "50,992", "Isthmus 1.2.3"]) {
      expect(html).toContain(text);
    }
    expect(html).not.toMatch(/<script|<iframe|url\(|@import/i);
    expect(html.match(/(?:src|href)="(?!data:)/g)).toBeNull();
    expect(html.match(/<img [^>]*alt="(Original|Reconstruction|Code) \d"/g)).toHaveLength(9);
  });

  test("epochs without validation, of a run that went on with other data, leave a gap and an empty place", () => {
    const [first, second, ...rest] = epochs.map((epoch) => ({ ...epoch, metrics: { val_mse: 0.5 } }));
    if (!first || !second) expect.fail();
    const bare = [first, second].map(({ valLoss: _, ...epoch }) => ({ ...epoch, metrics: {} }));
    const mixed = [...bare, ...rest];
    const html = reportHtml(content({ epochs: mixed }));
    const cells = [...html.matchAll(/<tr>((?:<td>[^<]*<\/td>)+)<\/tr>/g)].map(
      ([, row = ""]) => row.split("<td>").length - 1,
    );
    expect(new Set(cells)).toEqual(new Set([5]));
    expect(html).toContain("<td>–</td>");
    const [, validation] = [...html.matchAll(/<polyline class="curve \S+" points="([^"]*)"/g)].map(
      ([, points = ""]) => points,
    );
    expect(validation?.trim().split(" ")).toHaveLength(10);
    const [head = "", one, , three] = historyCsv(mixed).split("\n");
    expect(head).toMatch(/,val_mse$/);
    expect([one, three]).toEqual([expect.stringMatching(/,$/), expect.stringMatching(/,0\.5$/)]);
  });

  test("what comes from outside is text, never markup", () => {
    const html = reportHtml(content({ warnings: ["<b>bold</b>"], summary: "<i>" }));
    expect(html).toContain("<h1>Autoencoder on &lt;digits&gt; &amp; more</h1>");
    expect(html).toContain("a &quot;file&quot;, 3 images");
    expect(html).not.toMatch(/<b>|<i>|<digits>/);
  });

  test("the curves go through every epoch and stay inside the drawing", () => {
    const html = reportHtml(content());
    const curves = [...html.matchAll(/<polyline class="curve (\S+)" points="([^"]*)"/g)];
    expect(curves.map((curve) => curve[1])).toEqual(["loss", "val-loss", "loss", "val-loss"]);
    const points = (curves[0]?.[2] ?? "").split(" ").map((point) => point.split(",").map(Number));
    expect(points).toHaveLength(12);
    for (const [x = Number.NaN, y = Number.NaN] of points) {
      expect(x >= 60 && x <= 944 && y >= 12 && y <= 312).toBe(true);
    }
    expect(html).toContain("<title>validation, epoch 12: 0.1233</title>");
  });

  test("a run without validation, of one epoch, or of none has a report as well", () => {
    const [first] = epochs;
    if (!first) throw new Error("there is a first epoch");
    const { valLoss: _, ...bare } = first;
    const one = reportHtml(content({ epochs: [bare], epochsWanted: 1 }));
    expect(one).not.toMatch(/NaN|undefined|val-loss"|Validation loss/);
    const none = reportHtml(content({ epochs: [], epochsWanted: 5 }));
    expect(none).toContain("Stopped after 0 of 5 epochs.");
    expect(none).not.toMatch(/NaN|undefined|<svg/);
  });
});

test("a loss that is not finite leaves a gap in its curve", () => {
  const lost = epochs.map((epoch) => (epoch.epoch === 12 ? { ...epoch, valLoss: Number.NaN } : epoch));
  const html = reportHtml(content({ epochs: lost }));
  const curves = [...html.matchAll(/<polyline [^>]* points="([^"]*)"/g)].map((curve) => curve[1]?.split(" ").length);
  expect(curves).toEqual([12, 11, 12, 11]);
  expect(html.match(/<polyline [^>]*NaN/)).toBeNull();
});

test("ticks are round, few, and enclose the values", () => {
  expect(ticks(0.104, 0.27, 5)).toEqual([0.1, 0.15, 0.2, 0.25, 0.3].map((value) => expect.closeTo(value, 12)));
  expect(ticks(0.69, 0.69, 5).length).toBeGreaterThan(1);
  expect(ticks(0, 0, 5).length).toBeGreaterThan(1);
});

test("history.csv has a row an epoch, with nothing where there is no validation", () => {
  const rows = [
    { epoch: 1, loss: 0.5, seconds: 1.23456, imagesPerSecond: 10, metrics: {} },
    { ...epochs[0], epoch: 2 },
  ];
  expect(historyCsv(rows as typeof epochs)).toBe(
    "epoch,loss,val_loss,seconds,images_per_second\n1,0.5,,1.235,10.0\n2,0.4,0.38,9.250,6700.3\n",
  );
});

test("an epoch in which training was stopped says so, in the history and in the report", () => {
  const [first, second] = epochs;
  if (!first || !second) expect.fail();
  const stopped = [first, { ...second, unfinished: { steps: 1170, of: 2350 } }];
  expect(
    historyCsv(stopped)
      .split("\n")
      .map((row) => row.split(",").at(-1)),
  ).toEqual(["unfinished", "", "1170 of 2350 steps", ""]);
  const html = reportHtml(content({ epochs: stopped }));
  expect(html).toContain("Stopped after 1 of 12 epochs, and 1,170 of 2,350 steps of epoch 2.");
  expect(html).toContain("<td>2 (1,170 of 2,350 steps)</td>");
  expect(html).toContain("<dt>Epochs</dt><dd>1</dd>");
});

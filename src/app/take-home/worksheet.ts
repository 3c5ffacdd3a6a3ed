import { html, nothing, render, type TemplateResult } from "lit";
import { codeShape, describeModel, type Layer, sizeOf } from "../../index.js";
import { namedClasses, paintMap } from "../components/explore-map-paint.js";
import { wholeOf } from "../components/explore-viewport.js";
import { count, duration, lossText, numbers, samples } from "../components/format.js";
import { paintBlob } from "../components/paint-blob.js";
import { className } from "../state/class-names.js";
import type { StageState } from "../state/stage.js";
import type { Learnt } from "../state/state.js";
import { columnsOf } from "../state/table-columns.js";
import { lossPng } from "./chart-png.js";
import { picturesPng } from "./pictures-png.js";
import "../styles/worksheet.css";

/** Sides of the plane of codes, in pixels of the screen. */
const PLANE = { width: 680, height: 420 };

/**
 * Prints a run as a worksheet of two pages: settings, curves and pictures, and questions to answer with a pen. What is printed stands in
 * the page until that is done, unseen on the screen; it is printed light.
 */
export async function printWorksheet(learnt: Learnt, stage: StageState): Promise<void> {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset.theme = "light";
  document.querySelector(".worksheet")?.remove();
  const sheet = document.createElement("article");
  sheet.className = "worksheet";
  document.body.append(sheet);
  const end = () => {
    sheet.remove();
    if (theme !== undefined) dataset.theme = theme;
  };
  try {
    render(contents(learnt, stage), sheet);
    await paintAll(sheet, learnt, stage);
  } catch (error) {
    end();
    throw error;
  }
  addEventListener("afterprint", end, { once: true });
  print();
}

function contents(learnt: Learnt, stage: StageState): TemplateResult {
  const { run, data, trained } = learnt;
  const model = describeModel(trained);
  const [inputs, size] = [sizeOf(model.input), sizeOf(codeShape(model))];
  const seconds = run.rows.reduce((sum, row) => sum + row.seconds, 0);
  const last = run.rows.at(-1);
  const optimizer = `${model.optimizer.type}, learning rate ${model.optimizer.learningRate}`;
  const facts: readonly (readonly [string, string])[] = [
    [
      "Data",
      `${data.name}${run.samples === undefined ? "" : `, ${samples(run.samples)} to train on`}, ${count(data.validationCount)} kept aside`,
    ],
    ["Encoder", model.encoder.map(layerText).join(" → ")],
    ["Decoder", model.decoder.map(layerText).join(" → ")],
    ["Narrow place", `${count(inputs)} values through ${numbers(size)}`],
    ["Loss", model.loss === "meanSquaredError" ? "mean squared error" : "binary cross-entropy"],
    ["Optimizer", `${optimizer}, seed ${model.seed}`],
    [
      "Trained",
      `${count(last?.epoch ?? 0)} ${last?.epoch === 1 ? "epoch" : "epochs"}${seconds > 0 ? ` in ${duration(seconds)}` : ""}`,
    ],
    [
      "Loss at the end",
      last
        ? `${lossText(last.loss)}${last.valLoss === undefined ? "" : `, on samples kept aside ${lossText(last.valLoss)}`}`
        : "–",
    ],
  ];
  return html`
    <section>
      <header>
        <h1>What came through the narrow place?</h1>
        <p class="lines"><span>Name</span><span>Date</span></p>
      </header>
      <table>
        <tbody>${facts.map(([name, text]) => html`<tr><th scope="row">${name}</th><td>${text}</td></tr>`)}</tbody>
      </table>
      ${last ? html`<canvas class="sheet-loss"></canvas>` : nothing}
      ${columnsOf(data) ? nothing : html`<canvas class="sheet-pictures"></canvas><p class="hint">Above, samples it never trained on; below, what it made of them.</p>`}
      ${questions(learnt, stage.floor)
        .slice(0, 3)
        .map((text, at) => question(text, at + 1))}
    </section>
    <section>
      ${stage.places.length > 0 ? html`<h2>The plane of codes</h2><canvas class="sheet-plane"></canvas>` : nothing}
      ${questions(learnt, stage.floor)
        .slice(3)
        .map((text, at) => question(text, at + 4))}
      <footer>Isthmus: ${location.origin}${location.pathname}</footer>
    </section>
  `;
}

/** Questions that this run answers, the first three about its numbers and pictures, the others about its codes and what to try next. */
function questions({ run, data, trained }: Learnt, floor: number): readonly string[] {
  const model = describeModel(trained);
  const size = sizeOf(codeShape(model));
  const [first, last] = [run.rows[0], run.rows.at(-1)];
  const table = columnsOf(data) !== undefined;
  const thing = table ? "sample" : "picture";
  const other = size > 2 ? Math.max(2, Math.round(size / 2)) : 2 * size;
  return [
    `How many values has a ${thing}, how many numbers has its code? What share of the values is that? Where might the rest be?`,
    first && last && last.epoch > first.epoch
      ? `The loss went from ${lossText(first.loss)} in epoch ${first.epoch} to ${lossText(last.loss)} in epoch ${last.epoch}. Would it have paid to go on? How does the curve say so?`
      : "What would you look for in a curve of the loss to know that a model has learnt enough?",
    table
      ? "Which column comes back best, which worst? What could be the reason?"
      : "Which picture comes back best, which worst? What has it done to the worst one?",
    data.validationCount > 0
      ? "Why is the loss also taken on samples kept aside? What would it mean if that one rose while the other fell?"
      : "No samples were kept aside. What can you not know about this model because of that?",
    model.loss === "binaryCrossentropy" && floor > 0
      ? `No model of these ${thing}s can have a loss below ${lossText(floor)}. Why is it not 0?`
      : `The squared error could be 0. What would the model have to do for that, and why does it not?`,
    `Find two classes in the plane whose codes lie among each other, and two that lie apart. What have the ${thing}s to do with it?`,
    `First foretell, then try: with ${numbers(other)} in the narrow place instead of ${count(size)}, the loss will be … It was …`,
  ];
}

const question = (text: string, number: number) =>
  html`<div class="question"><p>${number}. ${text}</p><p class="answer"></p><p class="answer"></p></div>`;

function layerText(layer: Layer): string {
  const size = "units" in layer ? ` ${layer.units}` : "filters" in layer ? ` ${layer.filters}` : "";
  const activation = "activation" in layer && layer.activation !== "linear" ? ` (${layer.activation})` : "";
  return `${layer.type}${size}${activation}`;
}

async function paintAll(sheet: HTMLElement, { run, data, snapshot }: Learnt, stage: StageState): Promise<void> {
  const find = (name: string) => sheet.querySelector<HTMLCanvasElement>(`canvas.sheet-${name}`);
  const [loss, pictures, plane] = [find("loss"), find("pictures"), find("plane")];
  if (loss) await paintBlob(loss, await lossPng(run));
  if (pictures && snapshot) await paintBlob(pictures, await picturesPng(data, snapshot));
  if (plane) paintPlane(plane, stage);
}

function paintPlane(canvas: HTMLCanvasElement, { places, samples: shown, data }: StageState): void {
  const classOf = shown?.labels;
  const most = classOf?.reduce((largest, label) => Math.max(largest, label), 0) ?? -1;
  const names = data ? Array.from({ length: most + 1 }, (_, label) => className(data, label)) : [];
  [canvas.width, canvas.height] = [3 * PLANE.width, 3 * PLANE.height];
  paintMap(canvas, {
    places,
    classOf,
    classes: namedClasses(places, classOf, names),
    lit: undefined,
    picked: undefined,
    pinned: [],
    marks: [],
    view: wholeOf(places, PLANE.width, PLANE.height),
  });
}

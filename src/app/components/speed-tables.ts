import { html, nothing, type TemplateResult } from "lit";
import type { AdapterSpeed } from "../../adapter/adapter-speed.js";
import type { Workload } from "../speed/workloads.js";
import { HOW, PEER_TITLES, type SpeedResult } from "../state/speed.js";
import { floorsOf, milliseconds, quantity, type SpeedRow, speedRow } from "../state/speed-figures.js";
import { count, duration } from "./format.js";

/** Who took how long, and whether all did the same. */
export function speedTable({ levels, peers }: SpeedResult, workload: Workload): TemplateResult {
  const [reference] = levels;
  if (!reference) return html``;
  const ours = levels.map((measured) => {
    const row = speedRow(measured, reference, workload);
    return { ...row, contender: `Isthmus, ${row.contender}`, best: false };
  });
  const fastest = Math.min(...ours.map(({ median }) => median));
  const others = [...peers].map(([name, measured]) => {
    const contender = PEER_TITLES[name];
    if ("failure" in measured) return { contender, failure: measured.failure };
    return { ...speedRow(measured, reference, workload), contender };
  });
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Speed of a training step">
      <table id="speeds">
        <thead>
          <tr>
            <th scope="col">With</th>
            <th scope="col">A step</th>
            <th scope="col">Fastest to slowest turn</th>
            <th scope="col">Images a second</th>
            <th scope="col">60,000 images</th>
            <th scope="col">Beside our best</th>
            <th scope="col">Loss of step ${workload.checked}</th>
          </tr>
        </thead>
        <tbody>
          ${[...ours, ...others].map((row) =>
            "failure" in row
              ? html`<tr><th scope="row">${row.contender}</th><td colspan="6" class="words">Could not be measured: ${row.failure}</td></tr>`
              : speedLine(row, fastest),
          )}
        </tbody>
      </table>
    </div>
    <p class="hint">
      ${HOW} The losses must agree with those of the level naive within a thousandth, or else it was not the same training.
    </p>
  `;
}

function speedLine(row: SpeedRow, fastest: number): TemplateResult {
  const times = row.median / fastest;
  return html`
    <tr>
      <th scope="row">${row.contender}</th>
      <td>${milliseconds(row.median)}</td>
      <td>${milliseconds(row.low)} to ${milliseconds(row.high)}</td>
      <td>${count(row.imagesPerSecond)}</td>
      <td>${row.epoch < 10 ? `${Number(row.epoch.toPrecision(2))} s` : duration(row.epoch)}</td>
      <td>${times === 1 ? "–" : `${Number(times.toPrecision(2))} ×`}</td>
      <td>${row.loss.toFixed(5)}${row.same ? nothing : html` <b class="wrong">differs by ${(100 * row.off).toFixed(1)} %</b>`}</td>
    </tr>
  `;
}

/** What the adapter can do, and what a step must take at least. */
export function floorTable({ levels, costs }: SpeedResult, adapter: AdapterSpeed, workload: Workload): TemplateResult {
  const [reference] = levels;
  const rows = costs.flatMap((cost) => {
    const measured = levels.find(({ contender }) => contender === cost.level);
    if (!measured || !reference) return [];
    const { median } = speedRow(measured, reference, workload);
    const floors = floorsOf(cost, adapter);
    return [{ ...cost, ...floors, median, share: Math.max(floors.arithmetic, floors.memory, floors.latency) / median }];
  });
  return html`
    <dl class="figures" id="adapter-speed">
      <div><dt>Multiply-adds</dt><dd>${quantity(adapter.flops, "FLOP/s")}</dd></div>
      <div><dt>Memory, 128 MiB</dt><dd>${quantity(adapter.bandwidth, "B/s")}</dd></div>
      <div><dt>Memory, 8 MiB</dt><dd>${quantity(adapter.cachedBandwidth, "B/s")}</dd></div>
      <div><dt>Dispatch after dispatch</dt><dd>${milliseconds(1000 * adapter.dependentDispatch)}</dd></div>
    </dl>
    <div class="scroll" tabindex="0" role="region" aria-label="A step beside what it must take at least">
      <table id="floors">
        <thead>
          <tr>
            <th scope="col">Level</th>
            <th scope="col">Operations</th>
            <th scope="col">Bytes</th>
            <th scope="col">Dispatches</th>
            <th scope="col">Arithmetic floor</th>
            <th scope="col">Memory floor</th>
            <th scope="col">Latency floor</th>
            <th scope="col">Measured</th>
            <th scope="col">Highest floor beside it</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`<tr>
              <th scope="row">${row.level}</th>
              <td>${quantity(row.flops, "FLOP")}</td>
              <td>${quantity(row.bytes, "B")}</td>
              <td>${row.dispatches}</td>
              <td>${milliseconds(row.arithmetic)}</td>
              <td>${milliseconds(row.memory)}</td>
              <td>${milliseconds(row.latency)}</td>
              <td>${milliseconds(row.median)}</td>
              <td>${(100 * row.share).toFixed(0)} %</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

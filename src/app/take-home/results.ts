import type { Remote } from "comlink";
import { describeModel } from "../../index.js";
import type { Learnt } from "../state/state.js";
import { columnsOf } from "../state/table-columns.js";
import type { Trainer } from "../worker/protocol.js";
import { type Download, download } from "./download.js";
import { historyCsv } from "./history-csv.js";
import { picturesPng } from "./pictures-png.js";
import { samplesCsv } from "./samples-csv.js";

/** The model, among the files of a run. */
export const MODEL_FILE = "model.safetensors";

/** The files that a run leaves behind. */
export async function resultsOf(
  trainer: Remote<Trainer>,
  { run, trained, data, snapshot }: Learnt,
): Promise<Download[]> {
  const files: Download[] = [];
  try {
    files.push(download(MODEL_FILE, new Uint8Array(await trainer.save()), "application/octet-stream"));
  } catch {
    // After a failure there may be no weights left to save; the page then shows that failure.
  }
  files.push(download("model.json", `${JSON.stringify(describeModel(trained), undefined, 2)}\n`, "application/json"));
  // Of a run of another visit no times are known.
  if (run.rows.some(({ seconds }) => seconds > 0))
    files.push(download("history.csv", historyCsv(run.rows), "text/csv"));
  const columns = columnsOf(data);
  if (columns && snapshot) {
    files.push(download("reconstructions.csv", samplesCsv(data, snapshot, columns), "text/csv"));
    return files;
  }
  try {
    if (snapshot) files.push(download("pictures.png", await picturesPng(data, snapshot), "image/png"));
  } catch {
    // Too large for this browser's canvas: the model and its history are worth more.
  }
  return files;
}

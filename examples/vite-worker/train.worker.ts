import { Autoencoder, adam, dense } from "isthmus";
import type { FromWorker, ToWorker } from "./messages";

const tell = (message: FromWorker) => self.postMessage(message);
let ae: Autoencoder | undefined;

self.addEventListener("message", async ({ data: message }: MessageEvent<ToWorker>) => {
  if (message.type === "stop") {
    ae?.stopTraining();
    return;
  }
  const { samples, width, epochs } = message;
  try {
    ae = await Autoencoder.create({
      input: width,
      encoder: [dense(8, { activation: "relu" }), dense(2)],
      decoder: [dense(8, { activation: "relu" }), dense(width, { activation: "sigmoid" })],
      optimizer: adam({ learningRate: 0.01 }),
    });
    for await (const event of ae.fitEvents(samples, { epochs })) {
      if (event.type === "epoch") tell({ type: "epoch", epoch: event.epoch, loss: event.logs.loss });
      if (event.type === "end") tell({ type: "done", model: await ae.save(), stopped: event.history.stopped });
    }
  } catch (error) {
    tell({ type: "error", message: error instanceof Error ? error.message : String(error) });
  } finally {
    ae?.dispose();
    ae = undefined;
  }
});

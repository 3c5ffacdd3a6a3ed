import type { FromWorker, ToWorker } from "./messages";

const WIDTH = 16;
const EPOCHS = 30;

const find = <T extends Element>(selector: string) => document.querySelector(selector) as T;
const train = find<HTMLButtonElement>("#train");
const stop = find<HTMLButtonElement>("#stop");
const status = find<HTMLOutputElement>("#status");
const curve = find<SVGPolylineElement>("#curve polyline");

const worker = new Worker(new URL("./train.worker.ts", import.meta.url), { type: "module" });
const ask = (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer);

let losses: number[] = [];
worker.addEventListener("message", ({ data: message }: MessageEvent<FromWorker>) => {
  if (message.type === "epoch") {
    losses.push(message.loss);
    status.value = `epoch ${message.epoch}: loss ${message.loss.toFixed(4)}`;
    draw();
  } else {
    status.value =
      message.type === "error"
        ? message.message
        : `${message.stopped ? "Stopped" : "Done"}: a model of ${message.model.length.toLocaleString()} bytes.`;
    train.disabled = false;
    stop.disabled = true;
  }
});

train.addEventListener("click", () => {
  losses = [];
  train.disabled = true;
  stop.disabled = false;
  const samples = waves(4000);
  ask({ type: "train", samples, width: WIDTH, epochs: EPOCHS }, [samples.buffer]); // handed over, not copied
});
stop.addEventListener("click", () => ask({ type: "stop" }));

/** Waves of any phase and height: two numbers say all about each. */
function waves(count: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(count * WIDTH);
  for (let sample = 0; sample < count; sample++) {
    const [phase, height] = [2 * Math.PI * Math.random(), 0.1 + 0.4 * Math.random()];
    for (let at = 0; at < WIDTH; at++)
      samples[sample * WIDTH + at] = 0.5 + height * Math.sin(phase + (2 * Math.PI * at) / WIDTH);
  }
  return samples;
}

function draw(): void {
  const most = Math.max(...losses);
  const points = losses.map((loss, index) => `${(100 * index) / (EPOCHS - 1)},${50 - (50 * loss) / most}`);
  curve.setAttribute("points", points.join(" "));
}

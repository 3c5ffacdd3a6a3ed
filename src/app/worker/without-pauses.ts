import type { TrainingEvent } from "../../index.js";

/**
 * The event as it would be without the pauses in its epoch, which the library's clock counts as training.
 * @param paused seconds of pause since the epoch began
 * @param samples training samples in an epoch
 */
export function withoutPauses(event: TrainingEvent, paused: number, samples: number): TrainingEvent {
  if (paused === 0 || (event.type !== "step" && event.type !== "epoch")) return event;
  const seconds = Math.max(0, event.seconds - paused);
  // A step's clock stops at the step, an epoch's figure leaves validation out: both knew the images and their own time.
  const images = event.type === "step" ? event.imagesPerSecond * event.seconds : samples;
  const training = images / event.imagesPerSecond - paused;
  return { ...event, seconds, imagesPerSecond: training > 0 ? images / training : event.imagesPerSecond };
}

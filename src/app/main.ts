import { IsthmusApp } from "./app.js";
import { DrawPad } from "./components/draw-pad.js";
import { RunControls } from "./components/run-controls.js";
import { StagePlane } from "./components/stage-plane.js";
import { StageWaist } from "./components/stage-waist.js";
import { TrainStage } from "./components/train-stage.js";
import { TrainView } from "./views/train-view.js";

const ELEMENTS = {
  "run-controls": RunControls,
  "draw-pad": DrawPad,
  "stage-waist": StageWaist,
  "stage-plane": StagePlane,
  "train-stage": TrainStage,
  "train-view": TrainView,
  "isthmus-app": IsthmusApp,
};

for (const [name, element] of Object.entries(ELEMENTS)) customElements.define(name, element);

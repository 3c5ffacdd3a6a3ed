import { IsthmusApp } from "./app.js";
import { ColumnPlot } from "./components/column-plot.js";
import { DataChoices } from "./components/data-choices.js";
import { DataPanel } from "./components/data-panel.js";
import { DrawPad } from "./components/draw-pad.js";
import { FilterGrid } from "./components/filter-grid.js";
import { LossChart } from "./components/loss-chart.js";
import { ModelPanel } from "./components/model-panel.js";
import { PictureGrid } from "./components/picture-grid.js";
import { RunControls } from "./components/run-controls.js";
import { StagePlane } from "./components/stage-plane.js";
import { StageStep } from "./components/stage-step.js";
import { StageWaist } from "./components/stage-waist.js";
import { TableSamples } from "./components/table-samples.js";
import { TakeHome } from "./components/take-home.js";
import { TrainStage } from "./components/train-stage.js";
import { TrainingFields } from "./components/training-fields.js";
import { TrainView } from "./views/train-view.js";

const ELEMENTS = {
  "run-controls": RunControls,
  "data-choices": DataChoices,
  "data-panel": DataPanel,
  "model-panel": ModelPanel,
  "training-fields": TrainingFields,
  "loss-chart": LossChart,
  "table-samples": TableSamples,
  "column-plot": ColumnPlot,
  "picture-grid": PictureGrid,
  "filter-grid": FilterGrid,
  "take-home": TakeHome,
  "draw-pad": DrawPad,
  "stage-waist": StageWaist,
  "stage-plane": StagePlane,
  "stage-step": StageStep,
  "train-stage": TrainStage,
  "train-view": TrainView,
  "isthmus-app": IsthmusApp,
};

for (const [name, element] of Object.entries(ELEMENTS)) customElements.define(name, element);

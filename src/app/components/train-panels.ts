import { ColumnPlot } from "./column-plot.js";
import { DataChoices } from "./data-choices.js";
import { DataPanel } from "./data-panel.js";
import { define } from "./define.js";
import { ExplorePicture } from "./explore-picture.js";
import { FilterGrid } from "./filter-grid.js";
import { LossChart } from "./loss-chart.js";
import { ModelPanel } from "./model-panel.js";
import { ModelShelfList } from "./model-shelf.js";
import { OtherPrograms } from "./other-programs.js";
import { PictureGrid } from "./picture-grid.js";
import { StageStep } from "./stage-step.js";
import { TableSamples } from "./table-samples.js";
import { TakeHome } from "./take-home.js";
import { TrainingFields } from "./training-fields.js";

/** Defines what stands below the stage: loaded once the stage is there. */
export function defineTrainPanels(): void {
  define({
    "data-choices": DataChoices,
    "data-panel": DataPanel,
    "model-panel": ModelPanel,
    "training-fields": TrainingFields,
    "loss-chart": LossChart,
    "table-samples": TableSamples,
    "column-plot": ColumnPlot,
    "picture-grid": PictureGrid,
    "filter-grid": FilterGrid,
    "stage-step": StageStep,
    "take-home": TakeHome,
    "other-programs": OtherPrograms,
    "model-shelf": ModelShelfList,
    "explore-picture": ExplorePicture,
  });
}

import { IsthmusApp } from "./app.js";
import { DigitGrid } from "./digit-grid.js";
import { LossChart } from "./loss-chart.js";
import { TrainControls } from "./train-controls.js";

customElements.define("train-controls", TrainControls);
customElements.define("loss-chart", LossChart);
customElements.define("digit-grid", DigitGrid);
customElements.define("isthmus-app", IsthmusApp);

import { html, type TemplateResult } from "lit";
import type { ViewContext } from "./view-context.js";

/** A view of the page, under a tab of its own. */
export interface View {
  /** In the address: `#/train`. */
  readonly name: string;
  readonly title: string;
  /** Defines its element; views but the first are loaded when they are first opened. */
  readonly load: () => Promise<void>;
  readonly render: (context: ViewContext) => TemplateResult;
}

/** The tabs, in order. The first is shown where the address names none. */
export const VIEWS: readonly [View, ...View[]] = [
  {
    name: "train",
    title: "Train",
    load: async () => {},
    render: (context) => html`<train-view .context=${context}></train-view>`,
  },
  {
    name: "explore",
    title: "Explore",
    load: async () => {
      const { defineExploreView } = await import("./explore-view.js");
      defineExploreView();
    },
    render: (context) => html`<explore-view .context=${context}></explore-view>`,
  },
  {
    name: "compare",
    title: "Compare",
    load: async () => {
      const { defineCompareView } = await import("./compare-view.js");
      defineCompareView();
    },
    render: (context) => html`<compare-view .context=${context}></compare-view>`,
  },
  {
    name: "experiments",
    title: "Experiments",
    load: async () => {
      const { defineExperimentsView } = await import("./experiments-view.js");
      defineExperimentsView();
    },
    render: (context) => html`<experiments-view .context=${context}></experiments-view>`,
  },
  {
    name: "speed",
    title: "Speed",
    load: async () => {
      const { defineSpeedView } = await import("./speed-view.js");
      defineSpeedView();
    },
    render: (context) => html`<speed-view .context=${context}></speed-view>`,
  },
  {
    name: "understand",
    title: "Understand",
    load: async () => {
      const { defineUnderstandView } = await import("./understand-view.js");
      defineUnderstandView();
    },
    render: (context) => html`<understand-view .context=${context}></understand-view>`,
  },
];

import type uPlot from "uplot";
import { PageElement } from "./page-element.js";
import { Surroundings } from "./surroundings.js";

const HEIGHT = 260;

/** Where a plot is drawn. */
export interface PlotFrame {
  readonly frame: HTMLElement;
  /** In CSS pixels. */
  readonly height: number;
}

/**
 * An element around a plot: drawn into its `.plot` when it comes into the page and gone with it, as wide as there is room for, in
 * the colours that the page has.
 */
export abstract class PlotElement extends PageElement {
  protected plot: uPlot | undefined;

  constructor() {
    super();
    new Surroundings(this, { resized: () => this.#resize(), recoloured: () => this.plot?.redraw(false, false) });
  }

  /** Fetches what draws the plot, which the page does not begin with. */
  protected abstract plotting(): Promise<(place: PlotFrame) => uPlot>;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#create();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.plot?.destroy();
    this.plot = undefined;
  }

  async #create(): Promise<void> {
    const plotIn = await this.plotting();
    await this.updateComplete;
    const frame = this.querySelector<HTMLElement>(".plot");
    if (frame && this.isConnected && !this.plot) this.plot = plotIn({ frame, height: HEIGHT });
  }

  #resize(): void {
    const width = this.querySelector<HTMLElement>(".plot")?.clientWidth;
    // Its foot grows, too, with a table that opens.
    if (width && width !== this.plot?.width) this.plot?.setSize({ width, height: HEIGHT });
  }
}

import { LitElement } from "lit";

/** A component that renders into the page itself: one style sheet, and labels that reach across components. */
export class PageElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

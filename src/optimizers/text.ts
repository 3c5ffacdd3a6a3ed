/** How an optimizer is shown on the page, and written in programs. What the core does not carry. */
export interface OptimizerText<Optimizer> {
  readonly label: string;
  /** Keras's class name. */
  readonly kerasName: string;
  /** What that takes beside `learning_rate` and `clipnorm`, as Python. */
  keras(optimizer: Optimizer): string;
}

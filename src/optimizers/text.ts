/** How an optimizer is shown on the page, and written in programs. What the core does not carry. */
export interface OptimizerText<Optimizer> {
  readonly label: string;
  /** Keras's class name. */
  readonly kerasName: string;
  /** Python that defines what Keras lacks, and the name of what is to be used in the place of its class; nothing where it has it. */
  kerasDefinition?(optimizer: Optimizer): { readonly name: string; readonly code: string } | undefined;
  /** What that takes beside `learning_rate` and `clipnorm`, as Python. */
  keras(optimizer: Optimizer): string;
}

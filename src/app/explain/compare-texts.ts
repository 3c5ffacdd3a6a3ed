import { html, type TemplateResult } from "lit";

/** The explanations of the view Compare, loaded with it and with the view Understand. */

export function aboutComparing(): TemplateResult {
  return html`
    <p>
      <b>Mean squared error</b> asks how far each pixel is off. <b>Binary cross-entropy</b> asks how surprised a model is by each
      pixel: a stroke drawn as white paper costs it far more than one drawn too light. What is trained on one need not be best at the other.
      Cross-entropy needs values in 0…1; for others it is left out.
    </p>
    <p>
      <b>PCA</b> is the best that can be done with straight lines: of all linear maps to k numbers and back, it has the smallest squared
      error, and no training. It knows nothing of 0 and 1, and draws below and above; its cross-entropy is of values clipped to 0…1, and
      high for that reason. An autoencoder has to beat it with its bends.
    </p>
    <p class="formula">picture = mean + Σ component · (component · (sample − mean))</p>
  `;
}

export function aboutDenoising(): TemplateResult {
  return html`
    <p>
      The peak signal-to-noise ratio tells how much is left of the error, over all the pictures above, in decibels: 10 dB more is a
      tenth of the squared error.
    </p>
    <p class="formula"><span>PSNR = 10 · log₁₀(1 / mean squared error),</span> &emsp; <span>values in 0…1</span></p>
    <p>
      With no noise at all the gain is negative: every model loses something on its way through the code. With much noise a code that
      can only say “a digit, about so” is what helps. The noise is normal, and what it makes too dark or too bright is clipped.
    </p>
  `;
}

export function aboutAnomalies(): TemplateResult {
  return html`
    <p>
      A code has room for what training samples have in common, and for little else. So the <b>reconstruction error</b> of a sample tells
      how unlike them it is, and everything from a <b>threshold</b> on is called unusual. A low threshold catches more, and raises
      more false alarms: you choose.
    </p>
    <p>
      The <b>ROC curve</b> shows all thresholds at once. The area under it is the chance that an unusual sample has a larger error than a
      normal one: 1 is perfect, 0.5 is guessing. A class may be simple to draw even when it was never seen (a one is a stroke
      that many digits have): its area can be below 0.5.
    </p>
  `;
}

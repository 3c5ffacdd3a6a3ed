import { html, type TemplateResult } from "lit";

/** Explanations of how a network learns, and of what a variational one adds. */

export function aboutBackpropagation(): TemplateResult {
  return html`
    <p>
      The loss is worked out where the picture comes out. From there its <b>gradient</b> is passed back, layer by layer: for each value that a layer
      gave, how the loss would change with it. A layer needs only what came in, and the gradient from behind it (the chain rule).
    </p>
    <p class="formula">
      <span>∂L/∂W = xᵀ · (∂L/∂y ⊙ f′),</span> &emsp; <span>∂L/∂x = (∂L/∂y ⊙ f′) · Wᵀ</span>
    </p>
    <p>
      Everything that the encoder ever learns comes through the <b>waist</b>: one number of gradient for each number of the code. With 32 of them,
      784 wishes of the pixels are summed up in 32. Where a unit of the code stands at 0 behind its ReLU, f′ is 0, and nothing passes: a unit that is
      0 for all samples is dead, and stays so. “One step” on the stage shows a gradient on its way.
    </p>
  `;
}

export function aboutAdam(): TemplateResult {
  return html`
    <p>
      Adam (Kingma and Ba, 2014) keeps two running means for every weight: m of its gradients g, which smooths them from batch to batch, and v of
      their squares, which tells how large they usually are. Each step goes by the ratio of the two, so that all weights move by about the
      learning rate η, whatever the size of their gradients:
    </p>
    <p class="formula">
      m ← β₁m + (1 − β₁)g<br />v ← β₂v + (1 − β₂)g²<br />w ← w − η · m̂ / (√v̂ + ε)
    </p>
    <p>
      m and v begin at 0, and would be too small at first: m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) make up for that in step t. β₁ = 0.9,
      β₂ = 0.999, ε = 10⁻⁷ and η = 0.001 are Keras's defaults, and this page's.
    </p>
  `;
}

export function aboutVariational(): TemplateResult {
  return html`
    <p>
      A variational autoencoder (Kingma and Welling, 2013) gives no code but a small cloud: for each number of the code a mean μ and a width σ. While
      it is trained the code is <b>drawn</b> from that cloud, z = μ + σ · ε with ε from a normal distribution, so that the gradient passes to μ and
      σ as if ε were a constant (the reparameterisation). Outside training the code is μ.
    </p>
    <p class="formula">
      <span>loss = (784 · cross-entropy + KL) / 784,</span> &emsp; <span>KL = ½ Σ (μ² + σ² − 1 − ln σ²)</span>
    </p>
    <p>
      <b>KL</b>, the Kullback–Leibler divergence, is how much a cloud tells about its digit beyond the normal distribution around 0, in nats. It is 0
      for μ = 0 and σ = 1, which would tell nothing. So the two terms pull against each other: to draw well, clouds must be small and apart; to be
      cheap, wide and near the middle. What comes of it is a plane without holes, from which new digits can be drawn. Cross-entropy and KL
      together are the negative of the <b>evidence lower bound</b>; divided by the number of pixels they are the loss that this page shows.
    </p>
  `;
}

/** Where this page comes from. */
export function aboutSources(): TemplateResult {
  return html`
    <p>
      The models and the first questions are those of a Keras notebook for teaching, of 2018, and of François Chollet's
      <a href="https://blog.keras.io/building-autoencoders-in-keras.html" rel="noreferrer">Building Autoencoders in Keras</a> of 2016. Every run of
      this page can be taken along as Keras code: see “Take it home” in the view Train.
    </p>
    <p>
      Two things have changed their meaning since. Their loss of 0.09 is not far from 0 but close to the floor, which grey pixels make; and Keras 3's
      Adadelta begins with a learning rate of 0.001, where theirs had 1: their lines, run as they are, hardly learn.
    </p>
  `;
}

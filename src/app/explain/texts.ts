import { html, type TemplateResult } from "lit";

/** The page's explanations: plain words first, then the formula. Each stands beside its part, and all together in a view. */

export function aboutCodes(): TemplateResult {
  return html`
    <p>
      The encoder turns a picture of 784 pixels into a few numbers, the <b>code</b>. The decoder sees nothing but that code and has
      to draw the picture again. Whatever is not in the code is lost, so training makes room there for what tells the pictures
      apart: slant, loops, where a stroke begins. Nobody says what each number should mean.
    </p>
    <p class="formula"><span>code = f(W₁x + b₁),</span> &emsp; <span>picture = g(W₂ · code + b₂)</span></p>
    <p>
      With f and g left out, and squared error as the loss, the best such network spans the same space as PCA. The bend in f, and
      more layers, are what an autoencoder adds.
    </p>
  `;
}

export function aboutMaps(): TemplateResult {
  return html`
    <p>
      Every point is a picture; where it lies is its code. A code of two numbers is a place already. Longer ones must be flattened:
      <b>PCA</b> looks at them from the side from which they are spread most, like the shadow of a cloud. It keeps large distances, and
      what is behind each other falls together. <b>UMAP</b> (McInnes, Healy and Melville, 2018) asks every code for its 15 nearest others,
      and lays all out so that neighbours stay neighbours; how large a group is and how far from the next means little.
    </p>
    <p class="formula"><span>PCA: place = A(code − mean),</span> &emsp; <span>A the two directions of largest variance</span></p>
    <p>
      Nobody told the network which digit a picture shows. That the colours still lie together says that the code describes what
      digits look like.
    </p>
  `;
}

export function aboutLoss(): TemplateResult {
  return html`
    <p>
      Binary cross-entropy asks of every pixel: how surprised is the network? For a pixel of brightness t, drawn as p, it costs
    </p>
    <p class="formula">−t · ln p − (1 − t) · ln(1 − p)</p>
    <p>
      Where t is 0 or 1, a perfect p costs nothing. But a <b>grey</b> pixel costs something even when it is drawn perfectly: for
      t = p = ½ that is ln 2 ≈ 0.69. What remains at p = t is the pixel's own entropy, and no network can go below it:
    </p>
    <p class="formula">H(t) = −t · ln t − (1 − t) · ln(1 − t)</p>
    <p>
      The mean of H over all pixels of MNIST's test set is <b>0.058</b>: that is the floor of this loss. What lies above it is the
      Kullback–Leibler divergence, the part that training can take away. Mean squared error has its floor at 0.
    </p>
  `;
}

export function aboutAdadelta(): TemplateResult {
  return html`
    <p>
      Adadelta (Zeiler, 2012) gives every weight a step length of its own. It remembers how large the weight's gradients g and
      its own steps Δ have lately been, as running means of their squares, a and d, and makes each step as long as steps have been,
      relative to the gradients:
    </p>
    <p class="formula">
      a ← ρa + (1 − ρ)g²<br />Δ = g · √(d + ε) / √(a + ε)<br />d ← ρd + (1 − ρ)Δ²<br />w ← w − η · Δ
    </p>
    <p>
      ε = 10⁻⁷ keeps the roots away from 0. The first gradients here are about 10⁻⁵: a and d are then far below ε, and Δ is about g
      itself, so training begins slowly. Then d grows, and the steps with it. The learning rate η only scales the result; it belongs
      at 1.
    </p>
  `;
}

export function aboutFilters(): TemplateResult {
  return html`
    <p>
      Each picture is one unit of the first layer that learns: the weight it gives to every pixel (or, in a convolution, to every
      pixel of its small window). Where it is teal, ink raises the unit's value; where it is orange, ink lowers it. They begin as
      noise, and what they become is what the network looks for.
    </p>
    <p class="formula">unit = f(Σ weight · pixel + bias)</p>
  `;
}

export function aboutEpochs(): TemplateResult {
  return html`
    <p>
      A <b>step</b> takes one batch of samples, computes the mean loss and its gradient for all weights, and moves the weights once. An
      <b>epoch</b> is as many steps as it takes to see every training sample once, in a new order each time. After it, the
      network is tested on samples that it never trains on: the <b>validation loss</b>. When that rises while the training loss
      falls, the network learns its samples by heart.
    </p>
  `;
}

export function aboutExperiments(): TemplateResult {
  return html`
    <p>
      The notebook that this page comes from asks questions: what does the loss mean, is squared error as good, how far is this from PCA,
      would anybody still recognise the digits? Each is an experiment here. Open one to read what it is about, and run it on your own GPU.
    </p>
  `;
}

export function aboutSpeed(): TemplateResult {
  return html`
    <p>
      The same training step can be told to a GPU in many ways. <b>naive</b> has one thought a kernel and is there to be read;
      <b>tiled</b> keeps parts of the matrices in registers; <b>fused</b> does everything in as few kernels as can be. Which is fastest
      depends on the adapter, so here it is measured on yours, when you ask for it.
    </p>
  `;
}

export function aboutPeers(): TemplateResult {
  return html`
    <p class="hint">
      TensorFlow.js and jax-js train the same model from the same weights on the same images, on the same GPU, with the batches there
      beforehand. Their code is no small download, so it is loaded, from this site, only when you ask for it. Their WASM backends
      are left out: they compute on the processor, and need more than this page's security policy allows a script (wasm-unsafe-eval).
    </p>
  `;
}

export function aboutFloors(): TemplateResult {
  return html`
    <p class="hint">
      A step has so many operations, moves so many bytes, and waits for so many dispatches. Each alone would take some time on this
      adapter at its best: these are floors, below which no program can go. The highest one is what to compare with.
    </p>
  `;
}

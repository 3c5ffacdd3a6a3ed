import { html, type TemplateResult } from "lit";
import type { StoryStep } from "../state/story-steps.js";

/** What a step of the story says. Its figures were measured by its own trainings, on this page. */
export interface StoryText {
  readonly about: TemplateResult;
  /** Answered before anything is trained. */
  readonly question: string;
  readonly answers: readonly string[];
  /** Which answer is right, from 0. */
  readonly right: number;
  /** What there is to do. */
  readonly todo: TemplateResult;
  /** What is to be seen, and why. */
  readonly why: TemplateResult;
}

export const STORY_TEXTS: Readonly<Record<StoryStep["name"], StoryText>> = {
  squeeze: {
    about: html`<p>
      A digit of 784 pixels comes in at the left. The encoder squeezes it into a few numbers, the narrow place in the middle; the decoder
      sees only these, and has to draw the digit again. Nobody tells the network which digit it is.
    </p>`,
    question: "Squeeze it from 32 numbers down to 2. What becomes of the digits?",
    answers: [
      "They get blurred, but each stays what it was",
      "Some turn into other digits",
      "Nothing but grey is left",
    ],
    right: 1,
    todo: html`<p>Train it three times, or drag the waist to any width. Then point at dots in the plane, and watch what comes out.</p>`,
    why: html`<p>
        Our runs ended at a validation loss of 0.117 with 32 numbers, 0.140 with 8 and 0.200 with 2. The floor, below which no network can come, is
        0.058: see below. With two numbers there is no room for what tells a 4 from a 9, or a 3, a 5 and an 8 from each other: what lies at one
        place of the plane is drawn the same.
      </p>
      <p>Ten epochs of 5,000 digits are short. Trained longer, and on all of them, every one of these gets better; the order stays. Yours may differ by some
        thousandths: which 5,000 digits they are depends on how many have come when you begin.</p>`,
  },
  pca: {
    about: html`<p>
      Principal component analysis (PCA) describes a digit by how far it lies along a few directions: those along which digits differ most.
      It is the best that straight lines can do, and takes no training. A network bends.
    </p>`,
    question: "Both may use 2 numbers. Whose pictures are nearer to the digits, in squared error?",
    answers: ["PCA's", "The network's", "Both are as near"],
    right: 1,
    todo: html`<p>Train the network; PCA is worked out with as many numbers. Then do the same with 32.</p>`,
    why: html`<p>
        With 2 numbers our network came to a mean squared error of 0.047, PCA to 0.056. With 32 it was the other way round: 0.0185 and 0.0168. PCA finds
        its directions exactly, and ours from all 60,000 digits; the network had ten rounds with 5,000. The narrower the place, the more a bend is worth.
      </p>
      <p>PCA's picture may have less ink than none, which is drawn as none: it knows nothing of paper.</p>`,
  },
  bends: {
    about: html`<p>
      A layer multiplies by a matrix, then bends the result: what is negative becomes 0 (ReLU). Without the bend, two layers one after the other
      are a product of two matrices, which is a matrix again: one layer, however many there are.
    </p>`,
    question: "Take the bends out. How will the plane of codes look?",
    answers: ["Much the same", "One cloud, with most digits on top of each other", "Tidier: a place for each digit"],
    right: 1,
    todo: html`<p>Train it straight, then bent, and watch the plane while it learns.</p>`,
    why: html`<p>
        Without bends our run ended at 0.226, with them at 0.200. The straight network has six layers, and is no better than one of two: it looks at
        the cloud of digits from its widest side, as PCA does. The bent one folds the plane, and pulls groups apart: look at the ones, and at the
        noughts.
      </p>`,
  },
  noise: {
    about: html`<p>
      The digit at the left has noise on it. A network can be trained to take it away: it is given noisy digits, and its drawings are held
      against the clean ones. So it has to know what digits look like.
    </p>`,
    question: "A network that has seen only clean digits is given this noisy one. What will it draw?",
    answers: ["The digit, noise and all", "A smear that is hardly the digit any more", "The clean digit"],
    right: 1,
    todo: html`<p>Move the noise, and train both.</p>`,
    why: html`<p>
        Noise does not fit into 32 numbers, so even the network that never saw any leaves its grain out: our noisy digits were off by 0.115, what it
        drew of them by 0.077. But the noise has led its code astray, and often it is no digit that comes out. The one that was trained on noise
        came to 0.032: it was told what not to look at.
      </p>
      <p>On clean digits it draws worse than the other: it has learnt for another task.</p>`,
  },
  variational: {
    about: html`<p>
      A plain network puts its codes anywhere: with gaps between them in which no digit lies. A variational one draws each code from a small
      cloud, and pays for clouds that stray from the middle. So what lies between must be of use, too.
    </p>`,
    question: "Where will the variational network put its codes?",
    answers: ["Far apart, each digit on an island", "Close around the middle, without gaps", "All in one spot"],
    right: 1,
    todo: html`<p>Train both. Then take places between the dots, and far from them: what is drawn there?</p>`,
    why: html`<p>
        The codes of our plain network spread by 9.4, those of the variational one by 1.3: a normal distribution's are spread by 1. Its plane has no
        holes, and wherever you click near the middle a digit comes out; far from it both make something up. It cost some loss, 0.212 for 0.200:
        for what the clouds tell (KL), and for digits drawn from clouds instead of points. See “What does a variational model pay for?” below.
      </p>`,
  },
  anomalies: {
    about: html`<p>
      The network has learnt to draw digits, and nothing else. Whatever it is given, it draws something like a digit. How far that is off, the
      reconstruction error, tells what it never saw. That is how faults of machines are found, by a network that knows only sound ones.
    </p>`,
    question: "Which of these will have the largest error?",
    answers: ["A one, slanted far", "A star", "A blank sheet"],
    right: 1,
    todo: html`<p>Draw at the left whatever you like, or take one of these.</p>`,
    why: html`<p>
        Our network drew the star worse than 98 of 100 digits that it had never seen, and the house worse than 77. The slanted one was nothing special.
        And the blank sheet? Hardly any digit has so small an error: there is little ink to get wrong. The error tells what is badly drawn, which
        is not the same as what is no digit. Where to draw the line is a choice: <a href="#/compare">Compare</a> has it with a threshold, and a ROC curve.
      </p>`,
  },
};

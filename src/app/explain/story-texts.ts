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
    why: html``,
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
    why: html``,
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
    why: html``,
  },
  noise: {
    about: html`<p>
      The digit at the left has noise on it. A network can be trained to take it away: it is given noisy digits, and its drawings are held
      against the clean ones. So it has to know what digits look like.
    </p>`,
    question: "A network that has seen only clean digits is given this noisy one. What will it draw?",
    answers: ["The digit, noise and all", "The digit, a little smeared, without most of the noise", "Another digit"],
    right: 1,
    todo: html`<p>Move the noise, and train both.</p>`,
    why: html``,
  },
  variational: {
    about: html`<p>
      A plain network puts its codes anywhere: with gaps between them in which no digit lies. A variational one draws each code from a small
      cloud, and pays for clouds that stray from the middle. So what lies between must be of use, too.
    </p>`,
    question: "Where will the variational network put its codes?",
    answers: ["Far apart, each digit on an island", "Close around the middle, without gaps", "All in one spot"],
    right: 1,
    todo: html`<p>Train both, and click between the dots, and far from them: what lies there?</p>`,
    why: html``,
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
    why: html``,
  },
};

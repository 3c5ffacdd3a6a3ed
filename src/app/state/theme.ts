/** What a visitor can choose; `system` follows the computer's own setting. */
export const THEME_CHOICES = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

/** Where the choice is remembered; first-paint.ts reads it there. */
const KEY = "isthmus-theme";

/**
 * Whether the page is light or dark: `data-theme` at its root, which the style sheets go by. It was set for the first time by
 * first-paint.ts, before this module was there.
 * @fires change when it is the other one now
 */
class Theme extends EventTarget {
  readonly #system = matchMedia("(prefers-color-scheme: dark)");
  #choice: ThemeChoice;
  /** What was remembered in place of a choice, and is none. */
  readonly unreadable: string | undefined;

  constructor() {
    super();
    const kept = remembered();
    this.#choice = THEME_CHOICES.find((choice) => choice === kept) ?? "system";
    if (kept !== this.#choice && kept !== undefined) {
      this.unreadable = kept;
      // Said once.
      this.choose("system");
    }
    this.#system.addEventListener("change", () => this.#apply());
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    try {
      if (choice === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // Nothing may be kept here: the choice holds until the page is left.
    }
    this.#apply();
  }

  #apply(): void {
    const { dataset } = document.documentElement;
    const now = this.#choice === "system" ? (this.#system.matches ? "dark" : "light") : this.#choice;
    if (dataset.theme === now) return;
    dataset.theme = now;
    this.dispatchEvent(new Event("change"));
  }
}

function remembered(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The page's. */
export const theme = new Theme();

/**
 * Makes the page light or dark before it is painted for the first time, so that it never flashes. A script of its own, and no
 * module, for modules run after that; so it can import nothing, and knows theme.ts's key by heart.
 */
function themeAtFirst(): string {
  try {
    const kept = localStorage.getItem("isthmus-theme");
    if (kept === "light" || kept === "dark") return kept;
  } catch {
    // Nothing may be kept here.
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

document.documentElement.dataset.theme = themeAtFirst();

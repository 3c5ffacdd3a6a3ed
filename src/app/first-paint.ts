/**
 * Runs before the page's modules, and where they fail. Makes the page light or dark before it is painted for the first time, so
 * that it never flashes. No module, for modules run after that, and a part of index.html, for a file might be one of those that
 * cannot be had; so it can import nothing, and knows theme.ts's key by heart.
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

/**
 * A page whose scripts or styles cannot be had, such as one of an old version whose files are gone, forgets all that is kept of
 * it, and says so: reloaded, it is as the host has it now.
 */
async function forgetAndSay(): Promise<void> {
  const page = new URL(".", location.href).href;
  try {
    const kept = (await caches.keys()).filter(
      (name) => name.startsWith(`isthmus ${page} `) && !name.includes(" data "),
    );
    await Promise.all(kept.map((name) => caches.delete(name)));
    await (await navigator.serviceWorker.getRegistration(page))?.unregister();
    // What the browser keeps in place of a file, such as a host's page about an error, is replaced.
    for (const part of document.querySelectorAll<HTMLScriptElement & HTMLLinkElement>("script, link")) {
      await fetch(part.src || part.href, { cache: "reload" });
    }
  } catch {
    // Nothing may be kept here.
  }
  if (document.getElementById("incomplete")) return;
  const notice = document.createElement("p");
  notice.id = "incomplete";
  notice.role = "alert";
  notice.textContent =
    "A part of this page could not be loaded: there is no network, or the page is being published anew. Reload it.";
  document.body.prepend(notice);
}

window.addEventListener(
  "error",
  ({ target }) => {
    const isPart =
      target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel === "stylesheet");
    // Or a script that is none, and ended before the page was there.
    if (isPart || !customElements.get("isthmus-app")) void forgetAndSay();
  },
  // The error of an element does not bubble.
  true,
);

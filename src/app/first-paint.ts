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

/** Within so many milliseconds a page reloads itself once: what is still missing then, is. */
const PATIENCE = 60_000;

/** Whether it has not done so yet; notes that it does. */
function mayReload(): boolean {
  const key = "isthmus-reloaded";
  const now = Date.now();
  try {
    if (now - Number(sessionStorage.getItem(key)) < PATIENCE) return false;
    sessionStorage.setItem(key, String(now));
    return true;
  } catch {
    return false; // where it cannot be noted, it could go on for ever
  }
}

/** Of many parts that are missing, the first has all asked for anew. */
let underWay = false;

declare global {
  interface Window {
    /** Forgets all that is kept of the page, and its service worker. Rejects where nothing may be kept. */
    forgetPage(): Promise<void>;
  }
}

/** Here for modules too, since this script can import nothing. */
window.forgetPage = async () => {
  const page = new URL(".", location.href).href;
  const kept = (await caches.keys()).filter((name) => name.startsWith(`isthmus ${page} `) && !name.includes(" data "));
  await Promise.all(kept.map((name) => caches.delete(name)));
  await (await navigator.serviceWorker.getRegistration(page))?.unregister();
};

/**
 * A page whose scripts or styles cannot be had, such as one of an old version whose files are gone, forgets all that is kept of
 * it. Where the host has all of them now, and nothing of the page is there yet, it reloads itself; else it says what to do.
 */
async function forgetAndSay(): Promise<void> {
  if (underWay) return;
  underWay = true;
  let whole = !customElements.get("isthmus-app");
  try {
    await window.forgetPage();
    // What the browser keeps in place of a file, such as a host's page about an error, is replaced.
    for (const part of document.querySelectorAll<HTMLScriptElement & HTMLLinkElement>("script, link")) {
      if (!part.src && !part.href) continue;
      const answer = await fetch(part.src || part.href, { cache: "reload" });
      // A host's page about an error is none of them, whatever it says of itself.
      if (!answer.ok || /html/.test(answer.headers.get("content-type") ?? "")) whole = false;
    }
    if (whole && mayReload()) return location.reload();
  } catch {
    // Nothing may be kept here, or there is no network.
  }
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

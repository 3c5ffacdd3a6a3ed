/**
 * Once a part of the page, a script or a worker, could not be had: forgets what is kept of the page, and has the browser ask anew
 * for all that the page has asked for. A host lets it keep the answer that a file is not there, too, and what is kept may be no
 * script. Nothing is forgotten where there is no network. Never rejects.
 */
export async function refreshParts(): Promise<void> {
  const page = new URL(".", document.baseURI).href;
  try {
    if (!(await fetch(page, { cache: "reload" })).ok) return;
    await window.forgetPage();
  } catch {
    // No network, or nothing may be kept here.
    return;
  }
  const linked = Array.from(document.querySelectorAll<HTMLLinkElement>("link[href]"), ({ href }) => href);
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const parts = new Set([...linked, ...loaded].filter((address) => address.startsWith(`${page}assets/`)));
  await Promise.allSettled(Array.from(parts, (address) => fetch(address, { cache: "reload" })));
}

/** How long the first visit waits for the service worker before it goes on without. */
const PATIENCE = 3000;

/**
 * Resolves when a service worker answers this page's requests, so that what is loaded from now on is there without a network
 * next time; at the latest after three seconds, and at once where there are no service workers. Never rejects.
 */
export async function offlineReady(): Promise<void> {
  // In development nothing must come from a cache. (MODE is how the page is built; PROD asks for NODE_ENV, which tests set.)
  if (import.meta.env.MODE !== "production" || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  try {
    const controlled = new Promise<void>((resolve) => {
      serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
    });
    // A host may leave its script unanswered, too.
    const registered = serviceWorker.register(new URL("service-worker.js", document.baseURI)).then(() => controlled);
    if (serviceWorker.controller) return void registered.catch(() => {});
    await Promise.race([registered, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  } catch {
    // Forbidden or full: the page works as well, only not offline.
  }
}

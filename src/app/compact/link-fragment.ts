const WEIGHTS = "weights";

/** A fragment of settings (`#/train?model=deep`) with a model's text. */
export const withWeights = (fragment: string, text: string): string =>
  `${fragment}${fragment.includes("?") ? "&" : "?"}${WEIGHTS}=${text}`;

/**
 * Takes a model's text out of a fragment, before its settings are read, which are far shorter; the first, if there are several.
 * Never throws, whatever the fragment.
 */
export function splitWeights(fragment: string): { readonly fragment: string; readonly text?: string } {
  const [path = "", ...rest] = fragment.split("?");
  const parts = rest.join("?").split("&");
  const own = parts.filter((part) => part.startsWith(`${WEIGHTS}=`));
  if (own.length === 0) return { fragment };
  const others = parts.filter((part) => part !== "" && !own.includes(part)).join("&");
  return { fragment: others ? `${path}?${others}` : path, text: own[0]?.slice(WEIGHTS.length + 1) ?? "" };
}

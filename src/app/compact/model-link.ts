import { IsthmusError } from "../../index.js";
import { compactModel, expandedModel } from "./compact-model.js";
import { deflated, inflated } from "./deflate.js";

/**
 * Characters of a link that a model may take: the notebook's takes some 71,000. Browsers open far longer ones; what is sent by
 * mail or in a chat is often cut long before, for which there is the file.
 */
export const MOST_CHARACTERS = 2 ** 17;
/** Bytes of an expanded link: eight times what a link can hold of weights that are all different. */
const MOST_BYTES = 2 ** 20;

/**
 * A model as text for a link's fragment: its kernels as bytes ({@link compactModel}), deflated, in base64url.
 * @param file what `Autoencoder.save()` gave
 * @returns nothing where it is too large for a link
 * @throws {FormatError} when it is not a model's file
 */
export async function linkText(file: Uint8Array): Promise<string | undefined> {
  const compact = compactModel(file);
  if (compact.length > MOST_BYTES) return undefined;
  const text = base64url(await deflated(compact));
  return text.length > MOST_CHARACTERS ? undefined : text;
}

/** What a link's text gave: a file that `Autoencoder.load` takes; or what is wrong with it, to be shown. */
export type LinkedModel = { readonly file: Uint8Array } | { readonly problem: string };

/** Reads what `linkText` wrote. Never throws, and takes little memory, whatever the text. */
export async function linkedModel(text: string): Promise<LinkedModel> {
  if (text.length > MOST_CHARACTERS) return { problem: `The link's model has ${text.length} characters: too many.` };
  const bytes = bytesIn(text);
  const compact = bytes && (await inflated(bytes, MOST_BYTES));
  if (!compact)
    return { problem: "The link's model is damaged: it was cut short or changed on its way. Ask for it again." };
  try {
    return { file: expandedModel(compact) };
  } catch (error) {
    if (error instanceof IsthmusError) return { problem: `The link's model cannot be read. ${brief(error.message)}` };
    throw error;
  }
}

/** What a message quotes may be as long as the link. */
const brief = (message: string) => (message.length > 300 ? `${message.slice(0, 300)}…` : message);

function base64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Nothing where the text is no base64url. */
function bytesIn(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}

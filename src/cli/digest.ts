import { createHash } from "node:crypto";
import type { Dataset } from "../index.js";

/** Tells other data from these: SHA-256 of their values, in hexadecimal. */
export function digestOf({ data }: Dataset): string {
  return createHash("sha256")
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest("hex");
}

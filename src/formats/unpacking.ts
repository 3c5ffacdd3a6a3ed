/**
 * Small files that become large: what a file unpacks to is data of its own, however it was packed, and may be many times as large.
 * But a file of a few kilobytes must not fill a computer's memory.
 */

/** Bytes that any file may unpack to: half of what a table of text may have, looked through in a second. */
const HARMLESS = 2 ** 27;
/** Data that are packed to less than that share are hardly anyone's; deflate packs 1,032 times at best, other formats far more. */
const MOST_TIMES = 200;

/**
 * The most bytes that a file may unpack to.
 * @param packed its bytes
 * @param harmless that any file may
 */
export function mostUnpacked(packed: number, harmless = HARMLESS): number {
  return Math.max(harmless, MOST_TIMES * packed);
}

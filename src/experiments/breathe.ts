/**
 * Lets the page or worker do what else there is to do, in the middle of long work on the CPU.
 * @throws the signal's reason, when it has been aborted
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}

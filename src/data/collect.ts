/**
 * Reads a stream of bytes to its end, into one array.
 * @param limit the most bytes to take: the stream is cancelled as soon as it gives more, so that a small malicious
 *   file cannot fill the memory.
 * @param onChunk called with the number of bytes received so far.
 * @throws what `tooLong` makes, past the limit; whatever the stream fails with.
 */
export async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  tooLong: () => Error,
  onChunk?: (received: number, chunk: Uint8Array) => void,
): Promise<Uint8Array> {
  // A reader, since not every browser can iterate over a stream.
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let received = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      received += value.length;
      if (received > limit) throw tooLong();
      chunks.push(value);
      onChunk?.(received, value);
    }
  } catch (error) {
    // The stream may have failed itself; then cancelling only repeats the error that is on its way already.
    await reader.cancel(error).catch(() => {});
    throw error;
  }
  const bytes = new Uint8Array(received);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

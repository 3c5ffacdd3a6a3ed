/** The images, from the server that serves the page. */
export async function fetchImages(name: "train" | "test"): Promise<Uint8Array> {
  const response = await fetch(`data/${name}`);
  if (!response.ok) throw new Error(`The images "${name}" could not be fetched: ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

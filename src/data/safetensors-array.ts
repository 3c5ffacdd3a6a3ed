/** Stub, not committed: comes with the formats. */
export async function arrayFromSafetensors(_bytes: Uint8Array, _name: string, _wanted?: string): Promise<never> {
  throw new Error("not yet");
}

/**
 * What a platform declares, by whatever declares it: TypeScript's DOM (WebGPU from 6 on), `@webgpu/types`, `@types/node` or
 * Deno. Where nothing does, as in a project without DOM, next to nothing stands in its place, and nothing is declared anew.
 * `npm run build:packages` puts these names in the place of the global ones.
 */
type Declared<Name extends string, Otherwise> = typeof globalThis extends {
  readonly [N in Name]: { readonly prototype: infer Type };
}
  ? Type
  : Otherwise;

/** A `Uint8Array` of its own memory; TypeScript has had a name for that since 5.7. */
export type OwnBytes = ReturnType<Uint8Array["slice"]>;

export type AbortSignal = Declared<"AbortSignal", { readonly aborted: boolean; readonly reason: unknown }>;
export type Blob = Declared<"Blob", { arrayBuffer(): Promise<ArrayBuffer> }>;
export type File = Declared<"File", { readonly name: string; arrayBuffer(): Promise<ArrayBuffer> }>;
export type Response = Declared<"Response", { arrayBuffer(): Promise<ArrayBuffer> }>;
export type ImageData = Declared<
  "ImageData",
  { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number }
>;
export type RequestCache = "default" | "force-cache" | "no-cache" | "no-store" | "only-if-cached" | "reload";

export type GPU = Declared<"GPU", object>;
export type GPUDevice = Declared<"GPUDevice", { readonly queue: object; destroy(): void }>;
export type GPUBuffer = Declared<"GPUBuffer", { readonly size: number; destroy(): void }>;
export type GPUCommandEncoder = Declared<"GPUCommandEncoder", { finish(): object }>;
export type GPUAdapterInfo = Declared<"GPUAdapterInfo", { readonly vendor: string; readonly architecture: string }>;
export type GPUBufferUsageFlags = number;
export type GPUDeviceLostReason = "unknown" | "destroyed";
export type GPUPowerPreference = "low-power" | "high-performance";

/** What a kernel's shader says of itself; `scripts/kernel-facts.ts` makes the module. */
declare module "*.wgsl?kernel" {
  const facts: import("./kernel.js").ShaderFacts;
  export default facts;
}

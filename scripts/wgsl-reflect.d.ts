/** The package's entry for Node is CommonJS in a package of type "module" and does not load; its ESM build does. */
declare module "wgsl_reflect/wgsl_reflect.module.js" {
  export * from "wgsl_reflect";
}

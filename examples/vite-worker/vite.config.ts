import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: { target: "es2022" },
  // The library is in several parts, of which some are loaded when they are needed.
  worker: { format: "es" },
});

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { linguiMacro } from "../lingui-macro.ts";

export default defineConfig({
  // The routes are read from the web app itself.
  plugins: [linguiMacro(), react()],
  resolve: { alias: { "@": fileURLToPath(new URL("../src", import.meta.url)) } },
  test: {
    environment: "node",
    include: ["e2e/**/*.e2e.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One server, one browser and one scanner at a time are enough for two cores.
    fileParallelism: false,
  },
});

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
    // A browser mostly waits: two files at a time, each with its own server and mailbox, are right for two cores.
    maxWorkers: 2,
    // A test that fails once is tried once more, and named: `failures` keeps what the first attempt saw.
    retry: 1,
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["e2e/**/*.e2e.ts"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // One server, one browser and one scanner at a time are enough for two cores.
    fileParallelism: false,
  },
});

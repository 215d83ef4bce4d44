import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en"],
  catalogs: [{ path: "src/locales/{locale}", include: ["src"], exclude: ["**/*.test.*"] }],
  // without line numbers the catalogue changes only when words do
  format: formatter({ lineNumbers: false }),
});

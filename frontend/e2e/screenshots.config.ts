import { mergeConfig } from "vitest/config";
import tests from "./vitest.config.ts";

const pictures = mergeConfig(tests, { test: {} });
// Merging would add to the list of files instead of replacing it.
pictures.test.include = ["e2e/screenshots.ts"];

export default pictures;

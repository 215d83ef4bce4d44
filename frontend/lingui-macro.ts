import { transformAsync } from "@babel/core";
import type { Plugin } from "vite";

/** Expands Lingui's macros; every other file stays with oxc. */
export function linguiMacro(): Plugin {
  return {
    name: "lingui-macro",
    enforce: "pre",
    transform: {
      filter: {
        id: { include: /\/src\/.*\.tsx?$/, exclude: /node_modules/ },
        code: /@lingui\/(core|react)\/macro/,
      },
      async handler(code, id) {
        const [filename] = id.split("?");
        const out = await transformAsync(code, {
          filename,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          parserOpts: { plugins: ["typescript", "jsx"] },
          generatorOpts: { retainLines: true },
          plugins: ["@lingui/babel-plugin-lingui-macro"],
        });
        return out?.code == null ? null : { code: out.code, map: out.map as never };
      },
    },
  };
}

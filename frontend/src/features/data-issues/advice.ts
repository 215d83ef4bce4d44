import { useLingui } from "@lingui/react/macro";
import type { DataIssue } from "@/api/types";

export type Kind = DataIssue["kind"];
export type Advice = { title: string; what: string; todo: string; snippet?: string };

const config = (part: object) => JSON.stringify(part, null, 2);

/** What each kind of issue means and what a person can do about it. */
export function useAdvice(): Record<Kind, Advice> {
  const { t } = useLingui();
  return {
    alias: {
      title: t`Imports that lead nowhere`,
      what: t`The CLI could not follow these imports, so what they use is missing from the counts.`,
      todo: t`Install the dependencies before the scan. If an import is an alias of your bundler, tell the CLI where it leads in a file named .omletrc in the root of the project, then scan again. In a monorepo the aliases of one package go under "workspaces".`,
      snippet: config({ aliases: { "@/*": "src/*" } }),
    },
    export: {
      title: t`Packages that do not lead to their source`,
      what: t`These packages are scanned here, but what others import from them could not be found in them. It counts as external.`,
      todo: t`Most often the exports in package.json lead to built files. Name the source file of each entry in .omletrc of the package, then scan it again. In a monorepo the exports of one package go under "workspaces".`,
      snippet: config({ exports: { ".": "src/index.ts" } }),
    },
    builtFiles: {
      title: t`Built files that were scanned`,
      what: t`What a build made lay beside the source and was scanned as well, so components appear twice. The ones of the built files look unused.`,
      todo: t`Leave the folder out in a file named .omletrc in the root of the repository, then scan again. Naming the source in "exports" does not help here.`,
      snippet: config({ ignore: ["dist/**"] }),
    },
    claimants: {
      title: t`Projects that several repositories define`,
      what: t`Two repositories have a package of the same name. It counts as part of the one in which it appeared last.`,
      todo: t`Give the packages different names, or delete the scans of the repository that is left over.`,
    },
    sameRepository: {
      title: t`Repositories that look like one`,
      what: t`These begin with the same commit, as a repository does that was renamed or moved. Its components count twice.`,
      todo: t`Delete the scans of the old one, or merge the two if they are the same.`,
    },
    disjointRoots: {
      title: t`Scans that replace each other`,
      what: t`The newest scan of a repository has none of the packages of the one before, which are gone from the numbers.`,
      todo: t`Scan all folders of a repository in one run.`,
    },
    setup: {
      title: t`Aliases and exports that point nowhere`,
      what: t`The set-up of a project names files that do not exist or are not scanned, usually built ones.`,
      todo: t`Let them point at the source in .omletrc, or take them out of the set-up if they are left over.`,
      snippet: config({ exports: { "./icons": "src/icons/index.ts" } }),
    },
    parserError: {
      title: t`Files that could not be parsed`,
      what: t`The CLI could not read these files, so nothing in them is counted.`,
      todo: t`Open them in an editor with type checking. If they are not code of yours, leave them out in .omletrc.`,
      snippet: config({ ignore: ["generated/**"] }),
    },
  };
}

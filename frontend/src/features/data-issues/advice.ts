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
    claimants: {
      title: t`Projects that several repositories define`,
      what: t`A package name stands for one project. It belongs to the repository in which it appeared last; what the others define under that name is not counted.`,
      todo: t`Give the packages names of their own in package.json, then scan again. Where a project has moved, nothing need be done.`,
    },
    sameRepository: {
      title: t`Repositories that may be one`,
      what: t`They begin with the same commit: one that was renamed or moved, or a fork of the other. Both are counted.`,
      todo: t`If they are one, delete the scans of the address that is no longer used. If one is a fork, nothing need be done.`,
    },
    disjointRoots: {
      title: t`Repositories whose scans replace each other`,
      what: t`The newest scan has none of the packages of the one before, and those are gone from the counts.`,
      todo: t`Scan the root of the repository, with all of its packages, and not one folder after the other.`,
    },
  };
}

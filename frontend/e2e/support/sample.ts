import { readFileSync } from "node:fs";
import { projectFile } from "./places";

/** A component's numbers as people counted them. */
export type Row = { name: string; packageName: string; usages: number; instances: number; children: number };

/** The table of `tests/fixtures/README.md` below a heading. */
export function countedByHand(heading: string, ownPackage: string): Row[] {
  const text = readFileSync(projectFile("tests/fixtures/README.md"), "utf8");
  const section = text.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| (?:\*(\S+)\* )?([^|*]+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(
    ([, packageName, name = "", usages, instances, children]) => ({
      name,
      packageName: packageName ?? ownPackage,
      usages: Number(usages),
      instances: Number(instances),
      children: Number(children),
    }),
  );
}

export function sum(rows: Row[], of: "usages" | "instances"): number {
  return rows.reduce((total, row) => total + row[of], 0);
}

/**
 * Who owns each component's file by the repository's CODEOWNERS. Sets the custom property `owner`; several owners are
 * written one behind the other, apart by commas. A file that nobody owns gets none.
 *
 * Understands the files of GitHub and of GitLab, sections with default owners among them.
 */
const fs = require("node:fs");
const path = require("node:path");

const PROPERTY = "owner";
const PLACES = ["CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS"];

/** The rules of each section, in the order of the file. */
function read(text) {
  let section = { defaults: [], rules: [] };
  const sections = new Map([["", section]]);
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)#.*$/, "").trim();
    if (line === "") continue;
    const heading = /^\^?\[([^\]]+)\](?:\[\d+\])?(.*)$/.exec(line);
    if (heading) {
      const name = heading[1].trim().toLowerCase();
      section = { defaults: words(heading[2]), rules: sections.get(name)?.rules ?? [] };
      sections.set(name, section);
      continue;
    }
    const [pattern, ...owners] = words(line);
    const named = owners.length > 0 ? owners : section.defaults;
    section.rules.push({ matches: matcher(pattern), owners: named });
  }
  return [...sections.values()].map((one) => one.rules);
}

/** Apart by blanks; a blank behind a backslash belongs to the word. */
function words(line) {
  return (line.match(/(?:\\.|\S)+/g) ?? []).map((word) => word.replace(/\\(.)/g, "$1"));
}

/** Patterns are those of .gitignore. */
function matcher(pattern) {
  const isAnchored = pattern.slice(0, -1).includes("/");
  const isFolder = pattern.endsWith("/");
  const parts = pattern.replace(/^\//, "").replace(/\/$/, "").split("/");
  // `docs/*` means the files in it; any other name may be a folder with all that is below it
  const isFileOnly = !isFolder && isAnchored && parts.at(-1) === "*";
  const body = parts
    .map((part, at) => {
      const isLast = at === parts.length - 1;
      if (part === "**") return isLast ? ".+" : "(?:.+/)?";
      const name = part.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, "[^/]*").replace(/\?/g, "[^/]");
      return isLast ? name : `${name}/`;
    })
    .join("");
  const start = isAnchored ? "^" : "^(?:.*/)?";
  const end = isFolder ? "/.+$" : isFileOnly ? "$" : "(?:/.+)?$";
  const expression = new RegExp(start + body + end);
  return (file) => expression.test(file);
}

/** In every section the last rule that matches counts. */
function ownersOf(file, sections) {
  const owners = sections.flatMap((rules) => rules.findLast((rule) => rule.matches(file))?.owners ?? []);
  return [...new Set(owners)];
}

exports.afterScan = (components) => {
  const place = PLACES.find((candidate) => fs.existsSync(candidate));
  if (place === undefined) throw new Error(`There is none of ${PLACES.join(", ")} in ${process.cwd()}.`);
  const sections = read(fs.readFileSync(place, "utf8"));
  for (const component of components) {
    const { filePath } = component;
    // components of other packages have no file here
    if (filePath === "" || !fs.existsSync(filePath)) continue;
    const owners = ownersOf(filePath.split(path.sep).join("/"), sections);
    if (owners.length > 0) component.setMetadata(PROPERTY, owners.join(", "));
  }
};

/**
 * Which version of a package each component is built against: the one that is installed where its file lies, which the
 * scanner doesn't look at. Sets the custom property `<package> version`, such as `@acme/ui version`.
 *
 * The packages are named here, or in the variable SKILLET_PACKAGES, apart by commas.
 */
const fs = require("node:fs");
const path = require("node:path");

const PACKAGES = (process.env.SKILLET_PACKAGES ?? "@acme/ui")
  .split(",")
  .map((name) => name.trim())
  .filter(Boolean);

/** Versions by folder and package: most files lie next to others. */
const known = new Map();

function versionSeenFrom(folder, name) {
  const key = `${folder}\n${name}`;
  if (!known.has(key)) {
    const above = path.dirname(folder);
    const found = versionIn(path.join(folder, "node_modules", name, "package.json"));
    known.set(key, found ?? (above === folder ? undefined : versionSeenFrom(above, name)));
  }
  return known.get(key);
}

function versionIn(manifest) {
  try {
    const { version } = JSON.parse(fs.readFileSync(manifest, "utf8"));
    return typeof version === "string" && version !== "" ? version : undefined;
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new Error(`${manifest} can't be read: ${error.message}`);
  }
}

exports.afterScan = (components) => {
  for (const component of components) {
    const file = path.resolve(component.filePath);
    // components of other packages have no file here
    if (component.filePath === "" || !fs.existsSync(file)) continue;
    for (const name of PACKAGES) {
      const version = component.packageName === name ? undefined : versionSeenFrom(path.dirname(file), name);
      if (version !== undefined) component.setMetadata(`${name} version`, version);
    }
  }
};

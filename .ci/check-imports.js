// Every target of the package lists the targets that its sources import, and no others.
//
// Usage: swift package dump-package | node .ci/check-imports.js
const fs = require("fs");
const path = require("path");

const package = JSON.parse(fs.readFileSync(0, "utf8"));
const libraries = new Set(
  package.targets.filter((target) => target.type === "regular").map((target) => target.name));

function sources(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    return entry.isDirectory() ? sources(place) : place.endsWith(".swift") ? [place] : [];
  });
}

let faults = 0;
for (const target of package.targets.filter((target) => target.type !== "plugin")) {
  const folder = target.path ?? path.join(target.type === "test" ? "Tests" : "Sources", target.name);
  const excluded = target.exclude.map((name) => path.join(folder, name));
  const text = sources(folder)
    .filter((file) => !excluded.some((name) => file.startsWith(name)))
    .map((file) => fs.readFileSync(file, "utf8")).join("\n");
  const imported = new Set(
    [...text.matchAll(/^(?:@testable )?import (\w+)/gm)].map((match) => match[1])
      .filter((name) => libraries.has(name)));
  const listed = target.dependencies.map((dependency) => (dependency.byName ?? dependency.target)[0])
    .filter((name) => libraries.has(name));
  for (const name of listed.filter((name) => !imported.has(name))) {
    console.log(`${target.name} lists ${name}, which it does not import`);
    faults += 1;
  }
  for (const name of [...imported].filter((name) => !listed.includes(name))) {
    console.log(`${target.name} imports ${name}, which it does not list`);
    faults += 1;
  }
}
process.exit(faults > 0 ? 1 : 0);

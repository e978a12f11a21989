// Parses every formula of the Markdown reports with KaTeX; fails if it refuses one.
//
// Usage: node check-math.js FOLDER

const fs = require("fs");
const path = require("path");
const katex = require("katex");

/** Each formula of a page: its line, its TeX, and whether it is displayed. */
function formulas(text) {
  const found = [];
  let display = null;
  let isFenced = false;
  text.split("\n").forEach((line, index) => {
    if (display !== null) {
      if (line === "```") {
        found.push({ line: index, tex: display.join("\n"), isDisplay: true });
        display = null;
      } else {
        display.push(line);
      }
    } else if (isFenced) {
      isFenced = !line.startsWith("```");
    } else if (line === "```math") {
      display = [];
    } else if (line.startsWith("```")) {
      isFenced = true;
    } else {
      const prose = line.replace(/`[^`]*`/g, "");
      for (const match of prose.matchAll(/(?<!\\)\$([^$]+)(?<!\\)\$/g)) {
        found.push({ line: index + 1, tex: match[1], isDisplay: false });
      }
    }
  });
  return found;
}

const folder = process.argv[2];
let count = 0;
let refused = 0;
for (const name of fs.readdirSync(folder).filter((name) => name.endsWith(".md")).sort()) {
  for (const formula of formulas(fs.readFileSync(path.join(folder, name), "utf8"))) {
    count += 1;
    try {
      katex.renderToString(formula.tex, {
        displayMode: formula.isDisplay, throwOnError: true, strict: "error",
      });
    } catch (error) {
      refused += 1;
      console.error(`${path.join(folder, name)}:${formula.line}: ${error.message}`);
    }
  }
}
console.log(`${count} formulas, ${refused} refused`);
process.exit(refused > 0 || count === 0 ? 1 : 0);

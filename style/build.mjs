// Bundles the two sheets: `node build.mjs <folder>` writes `seeker.css` and `staff.css` there.
//
// The sheets are `seeker.css` and `staff.css` beside this file; each lists its parts. Two parts are made here and have no
// file: `tokens` (those of the Digital Agency's tokens that the parts name, and nothing else) and `ticks` (the places of
// the staff calendar, as classes, because the content policy allows no style attribute). A sheet that has not changed is
// not written again, so that make and the browser keep what they have.
import { mkdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { bundleAsync } from "lightningcss";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
if (!target) {
  console.error("usage: node build.mjs <folder for seeker.css and staff.css>");
  process.exit(2);
}

/** The oldest browsers that get the whole sheet; a version is three numbers in 24 bits. */
const targets = { safari: 15 << 16, ios_saf: 15 << 16, chrome: 90 << 16, android: 90 << 16 };

/** A calendar day is at most 14 hours of five-minute ticks; one block is at most two hours. */
const TICKS_IN_A_DAY = 168;
const TICKS_IN_A_BLOCK = 24;

const published = new Map(
  [
    ...readFileSync(join(here, "node_modules/@digital-go-jp/design-tokens/dist/tokens.css"), "utf8").matchAll(
      /^\s*(--[\w-]+):\s*(.+);$/gm,
    ),
  ].map(([, name, value]) => [name, value]),
);

/** The files a sheet imports, in order, without the parts that are made here. */
function parts(sheet) {
  const source = readFileSync(join(here, sheet), "utf8");
  return [...source.matchAll(/@import "\.\/(parts\/[\w-]+\.css)"/g)].map(([, path]) => path);
}

/** The declarations of the tokens that `css` uses, with those that these use in turn. */
function tokens(css) {
  const own = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name));
  const wanted = new Set();
  const visit = (text) => {
    for (const [, name] of text.matchAll(/var\(\s*(--[\w-]+)/g)) {
      if (own.has(name) || wanted.has(name)) continue;
      if (!published.has(name)) throw new Error(`${name} is neither a token nor a role`);
      wanted.add(name);
      visit(published.get(name));
    }
  };
  visit(css);
  return `:root{${[...wanted].map((name) => `${name}:${published.get(name)}`).join(";")}}`;
}

function ticks() {
  const rules = [];
  for (let tick = 0; tick < TICKS_IN_A_DAY; tick++) rules.push(`.from-${tick}{grid-row-start:${tick + 1}}`);
  for (let span = 1; span <= TICKS_IN_A_BLOCK; span++) rules.push(`.for-${span}{grid-row-end:span ${span}}`);
  return rules.join("");
}

async function build(sheet) {
  const css = parts(sheet)
    .map((path) => readFileSync(join(here, path), "utf8").replace(/\/\*[\s\S]*?\*\//g, ""))
    .join("\n");
  const { code, warnings } = await bundleAsync({
    filename: join(here, sheet),
    minify: true,
    targets,
    resolver: {
      read: (file) => {
        if (file.endsWith("/tokens")) return tokens(css);
        if (file.endsWith("/ticks")) return ticks();
        return readFileSync(file, "utf8");
      },
      resolve: (specifier, from) => resolve(dirname(from), specifier),
    },
  });
  if (warnings.length > 0) throw new Error(warnings.map((w) => `${w.loc?.filename}: ${w.message}`).join("\n"));

  const path = join(target, sheet);
  if (!existsSync(path) || !readFileSync(path).equals(Buffer.from(code))) writeFileSync(path, code);
  const brotli = brotliCompressSync(code).length;
  console.log(`${sheet.padEnd(11)} ${String(code.length).padStart(6)} B, brotli ${String(brotli).padStart(5)} B`);
}

mkdirSync(target, { recursive: true });
await build("seeker.css");
await build("staff.css");

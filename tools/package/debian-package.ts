// A Debian package of the programs, with their units, settings and scripts. The same files make the same bytes.

import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { architectureOf, NotReady, productionFiles } from "./production.ts";

const HERE = import.meta.dirname;
const HOME = "usr/lib/firezone";
const UNITS = "usr/lib/systemd/system";
const SETTINGS = "etc/firezone";
const DOCUMENTATION = "usr/share/doc/firezone";
const SCRIPTS = ["postinst", "prerm", "postrm"] as const;
/** Of everything in the package, so that the day of the build leaves no trace; seconds since 1970. */
const TIMESTAMP = Date.UTC(2026, 0, 1) / 1_000;
const EXECUTABLE = 0o111;
const KIB = 1_024;

export interface PackageOptions {
  /** A checkout, or /usr/lib/firezone of an installed package. */
  readonly root: string;
  /** Folder for the package; what it was called before is overwritten. */
  readonly to: string;
  /** Larger, in a tenth of the time. */
  readonly isQuick?: boolean;
  readonly say: (progress: string) => void;
}

/**
 * @returns the package's path
 * @throws NotReady where something is missing, and says what to do
 */
export async function makePackage({ root, to, isQuick = false, say }: PackageOptions): Promise<string> {
  const control = { version: versionOf(root), architecture: architectureOf(root) };
  const name = `firezone_${control.version}_${control.architecture}.deb`;
  mkdirSync(to, { recursive: true });
  // Beside the package: /tmp may be in memory.
  const stage = mkdtempSync(join(to, ".package-"));
  try {
    const files = productionFiles(root);
    say(`copying ${files.length} files …`);
    for (const path of files) copy(join(root, path), join(stage, HOME, path));
    furnish(stage, name, control);
    say(isQuick ? "packing …" : "compressing, for a minute or two …");
    const made = join(to, `.${name}.new`);
    await pack(stage, made, isQuick);
    renameSync(made, join(to, name));
    return join(to, name);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

/** With the rights that it needs, whatever the umask of the checkout was. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const { mode } = lstatSync(from);
  if (lstatSync(from).isSymbolicLink()) return symlinkSync(readlinkSync(from), to);
  copyFileSync(from, to);
  chmodSync(to, mode & EXECUTABLE ? 0o755 : 0o644);
}

/** What a package has besides the programs. */
function furnish(stage: string, name: string, control: Control): void {
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    writeFileSync(join(stage, path), text);
    chmodSync(join(stage, path), mode);
  };
  mkdirSync(join(stage, "usr/bin"));
  symlinkSync("../lib/firezone/firezone", join(stage, "usr/bin/firezone"));
  for (const unit of readdirSync(join(HERE, "units"))) {
    write(join(UNITS, unit), readFileSync(join(HERE, "units", unit), "utf8").replaceAll("@FILE@", name));
  }
  // Databases, relays and mail servers have passwords in them.
  const settings = readdirSync(join(HERE, "settings")).map((file) => join(SETTINGS, file));
  for (const path of settings) write(path, readFileSync(join(HERE, "settings", basename(path)), "utf8"), 0o600);
  write(join(DOCUMENTATION, "copyright"), copyright(readFileSync(join(stage, HOME, "LICENSE"), "utf8")));
  write("DEBIAN/conffiles", settings.map((path) => `/${path}\n`).join(""));
  for (const script of SCRIPTS) {
    write(join("DEBIAN", script), readFileSync(join(HERE, "scripts", script), "utf8"), 0o755);
  }
  write("DEBIAN/control", controlFile(control, sizeOf(stage)));
}

interface Control {
  readonly version: string;
  readonly architecture: string;
}

/** deb-control(5). Node is linked against the libraries of Debian 10 and later; the units need no more than they say. */
function controlFile({ version, architecture }: Control, bytes: number): string {
  return `Package: firezone
Version: ${version}
Architecture: ${architecture}
Maintainer: Firezone in TypeScript <firezone@localhost>
Installed-Size: ${Math.ceil(bytes / KIB)}
Depends: libc6 (>= 2.28), libgcc-s1, libstdc++6, iproute2, nftables
Recommends: ca-certificates, systemd
Suggests: systemd-resolved
Section: net
Priority: optional
Description: zero-trust access: portal, gateway, relay and client
 People and machines reach exactly what a policy grants them, over
 peer-to-peer WireGuard tunnels. This package has all programs, with a unit
 for each; none is started before it is asked for. Node comes along.
`;
}

function copyright(license: string): string {
  return `Firezone in TypeScript

What others made has its licence beside it, below /${HOME}/node_modules.
The rest:

${license}`;
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

async function pack(stage: string, to: string, isQuick: boolean): Promise<void> {
  chmodSync(stage, 0o755);
  for (const entry of readdirSync(stage, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    lutimesSync(path, TIMESTAMP, TIMESTAMP);
  }
  lutimesSync(stage, TIMESTAMP, TIMESTAMP);
  const words = ["--root-owner-group", ...(isQuick ? ["-Zgzip", "-z1"] : ["-Zxz"]), "--build", stage, to];
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(TIMESTAMP) };
  const child = spawn("dpkg-deb", words, { env, stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => reject(isMissing(error) ? new NotReady(WITHOUT_DPKG) : error));
    child.once("close", resolve);
  });
  if (code === 0) return;
  rmSync(to, { force: true });
  throw new Error(`dpkg-deb failed: ${complaint.trim()}`);
}

const WITHOUT_DPKG =
  "dpkg-deb is missing: Debian and Ubuntu have it, Fedora and Arch in their package dpkg; or make the package on one of those";

function isMissing(error: Error): boolean {
  return "code" in error && error.code === "ENOENT";
}

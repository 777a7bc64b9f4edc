// Debian packages of this software that lie in a folder: what machines of gateways, relays and clients install.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** As `npm run package` and dpkg call them: name, version, architecture. */
const FILE_NAME = /^firezone_([0-9][A-Za-z0-9.+~-]*)_([a-z0-9]+)\.deb$/;

export interface OfferedPackage {
  readonly path: string;
  readonly version: string;
  /** Debian's name for it, such as `amd64`. */
  readonly architecture: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

type Found = Omit<OfferedPackage, "sha256"> & { readonly changedAt: number };

/** The folder is read anew each time: packages may come and go while the portal runs. */
export class OfferedPackages {
  readonly #folder: string;
  readonly #sums = new Map<string, { readonly of: string; readonly sha256: Promise<string> }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The newest one for each architecture, by architecture. */
  async list(): Promise<OfferedPackage[]> {
    const newest = new Map<string, Found>();
    for (const one of await this.#find()) {
      const other = newest.get(one.architecture);
      if (other === undefined || other.changedAt < one.changedAt) newest.set(one.architecture, one);
    }
    const sorted = [...newest.values()].sort((a, b) => a.architecture.localeCompare(b.architecture));
    return Promise.all(
      sorted.map(async ({ changedAt, ...one }) => ({ ...one, sha256: await this.#sum(one, changedAt) })),
    );
  }

  async #find(): Promise<Found[]> {
    const names = (await readdir(this.#folder).catch(unlessAbsent)) ?? [];
    const found = names.map(async (name) => {
      const [, version, architecture] = FILE_NAME.exec(name) ?? [];
      if (version === undefined || architecture === undefined) return [];
      const path = join(this.#folder, name);
      const file = await stat(path).catch(unlessAbsent);
      return file ? [{ path, version, architecture, bytes: file.size, changedAt: file.mtimeMs }] : [];
    });
    return (await Promise.all(found)).flat();
  }

  /** Forty megabytes take a while to read, so a file is read once. */
  #sum({ path, bytes }: Omit<OfferedPackage, "sha256">, changedAt: number): Promise<string> {
    const of = `${bytes} ${changedAt}`;
    const known = this.#sums.get(path);
    if (known?.of === of) return known.sha256;
    const sha256 = sumOf(path);
    this.#sums.set(path, { of, sha256 });
    sha256.catch(() => this.#sums.delete(path));
    return sha256;
  }
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Also what went between the look at the folder and the one at the file. */
function unlessAbsent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

import { chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ExitError } from "@fz/program";

/** Nobody but root may read it, and nobody may execute it. */
const FORBIDDEN_MODE = 0o177;

/**
 * The token from the environment, else from its file.
 * @throws ExitError where there is none or others could have read or written it
 */
export function readToken(environment: string | undefined, path: string): string {
  if (environment !== undefined) return strip(environment);
  const text = readTokenFile(path);
  if (text === undefined) {
    throw new ExitError(`There is no token. Sign in with \`sign-in\`, or give FIREZONE_TOKEN or the file ${path}.`);
  }
  return strip(text);
}

export function writeToken(path: string, token: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  rmSync(path, { force: true });
  writeFileSync(path, `${strip(token)}\n`, { mode: 0o600 });
  chownSync(path, 0, 0);
}

/** @returns whether there was one */
export function removeToken(path: string): boolean {
  const existed = readTokenFile(path) !== undefined;
  rmSync(path, { force: true });
  return existed;
}

function readTokenFile(path: string): string | undefined {
  try {
    const { uid, gid, mode } = statSync(path);
    if (uid !== 0 || gid !== 0 || (mode & FORBIDDEN_MODE) !== 0) {
      throw new ExitError(`${path} must belong to root:root with mode 0600: \`chown root:root\` and \`chmod 600\` it.`);
    }
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Pasted tokens come with line breaks and blanks. */
function strip(token: string): string {
  return token.replace(/\s+/g, "");
}

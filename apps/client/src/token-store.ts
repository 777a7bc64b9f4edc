// The token and the file that it survives in.
import {
  closeSync,
  fchownSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { ExitError } from "@fz/program";

/** Nobody but root may read it, and nobody may execute it. */
const FORBIDDEN_MODE = 0o177;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o750;
const ROOT = 0;

/**
 * The token from the environment, else from its file.
 * @throws ExitError where there is none or others could have read or written it
 */
export function readToken(environment: string | undefined, path: string): string {
  const token = strip(environment ?? "") || strip(readTokenFile(path) ?? "");
  if (token === "") {
    throw new ExitError(`There is no token. Sign in with \`sign-in\`, or give FIREZONE_TOKEN or the file ${path}.`);
  }
  return token;
}

/** In one step, so that at no time there is half a token, or one that others can read. */
export function writeToken(path: string, token: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const temporary = `${path}.new`;
  rmSync(temporary, { force: true });
  const file = openSync(temporary, "wx", FILE_MODE);
  try {
    fchownSync(file, ROOT, ROOT);
    writeSync(file, `${strip(token)}\n`);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** @returns whether there was one */
export function removeToken(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function readTokenFile(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ExitError(
      `The token in ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  try {
    const { uid, gid, mode } = fstatSync(file);
    if (uid !== ROOT || gid !== ROOT || (mode & FORBIDDEN_MODE) !== 0) {
      throw new ExitError(`${path} must belong to root:root with mode 0600: \`chown root:root\` and \`chmod 600\` it.`);
    }
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

/** Pasted tokens come with line breaks and blanks. */
function strip(token: string): string {
  return token.replace(/\s+/g, "");
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

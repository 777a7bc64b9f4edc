// Where commands run and files lie: this machine, or one of its network namespaces.

import { type ChildProcess, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";

/** Debian's names of the packages that bring the programs; most other distributions agree. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: "iproute2",
  nft: "nftables",
  resolvectl: "systemd-resolved",
  "systemd-notify": "systemd",
};
const ROUTE_PROGRAM = "ip";

export interface RunOptions {
  readonly input?: string;
  /** A failure whose standard error matches is none; what was printed so far comes back. */
  readonly tolerate?: RegExp;
}

/** A program that failed, in one line: what was run and its last words. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly stderr: string;

  constructor(command: string, stderr: string, code: number | null) {
    super(`${command}: ${lastLine(stderr) ?? `exit code ${code}`}`);
    this.stderr = stderr;
  }
}

export class ProgramMissing extends Error {
  override readonly name = "ProgramMissing";

  constructor(program: string) {
    const name = PACKAGES[program];
    super(`${program} not found${name === undefined ? "" : `: install the package ${name}`}`);
  }
}

export class Host {
  readonly #netns: string | undefined;

  /** `netns`: a namespace made with `ip netns add`; undefined: the one of this process. */
  constructor(options: { readonly netns?: string } = {}) {
    this.#netns = options.netns;
  }

  /** Standard output of a program that ends with 0. Throws CommandFailed, ProgramMissing. */
  run(program: string, words: readonly string[], options: RunOptions = {}): Promise<string> {
    const child = this.spawn(program, words);
    return new Promise((resolve, reject) => {
      let stdout = "";
      let stderr = "";
      child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      child.once("error", (error) => reject(isMissing(error) ? new ProgramMissing(program) : error));
      child.once("close", (code) => {
        if (code === 0 || options.tolerate?.test(stderr)) resolve(stdout);
        else if (this.#isMissingInside(program, stderr)) reject(new ProgramMissing(program));
        else reject(new CommandFailed([program, ...words].join(" "), stderr, code));
      });
      // A program that ends before it has read everything says so by its exit code.
      child.stdin?.on("error", () => undefined);
      child.stdin?.end(options.input ?? "");
    });
  }

  /** A program that keeps running. */
  spawn(program: string, words: readonly string[]): ChildProcess {
    return this.#netns === undefined
      ? spawn(program, words, { stdio: "pipe" })
      : spawn(ROUTE_PROGRAM, ["netns", "exec", this.#netns, program, ...words], { stdio: "pipe" });
  }

  /** Text of a file of the kernel (`/proc/sys`), or undefined where there is none. */
  async readKernelFile(path: string): Promise<string | undefined> {
    if (this.#netns === undefined) return readIfPresent(path);
    try {
      return await this.run("cat", [path]);
    } catch (error) {
      if (error instanceof CommandFailed && /No such file/.test(error.stderr)) return undefined;
      throw error;
    }
  }

  async writeKernelFile(path: string, text: string): Promise<void> {
    if (this.#netns === undefined) await writeFile(path, text);
    else await this.run("tee", [path], { input: text });
  }

  #isMissingInside(program: string, stderr: string): boolean {
    return this.#netns !== undefined && stderr.includes(`exec of "${program}" failed: No such file`);
  }
}

/** Text of a file, or undefined where there is none. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: Error): boolean {
  return "code" in error && error.code === "ENOENT";
}

/** The last line that says why; `ip -batch` adds one that says only where. */
function lastLine(text: string): string | undefined {
  const lines = text.trim().split("\n");
  return lines.findLast((line) => !line.startsWith("Command failed")) || lines.at(-1) || undefined;
}

import { type SpawnSyncOptions, spawnSync } from "node:child_process";

/** In a session of its own: Ctrl-C at the terminal reaches the lab only, which then removes what it made. */
const OUT_OF_REACH: SpawnSyncOptions & { readonly detached: boolean } = { detached: true };
const MOST_OUTPUT = 64 << 20;

/** Runs a program to its end and gives what it printed; a failure names the command and its last words. */
export function run(program: string, words: readonly string[], input?: string): string {
  const done = spawnSync(program, words, { ...OUT_OF_REACH, input, encoding: "utf8", maxBuffer: MOST_OUTPUT });
  if (done.error) throw new Error(`${program} cannot be started: ${done.error.message}`);
  if (done.status !== 0) {
    const reason = (done.stderr || done.stdout).trim() || `ended by ${done.signal ?? `exit code ${done.status}`}`;
    throw new Error(`${program} ${words.join(" ")}: ${reason}`);
  }
  return done.stdout;
}

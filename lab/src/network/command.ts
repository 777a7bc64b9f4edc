import { spawnSync } from "node:child_process";

/** Runs a program to its end and gives what it printed; a failure names the command and its last words. */
export function run(program: string, words: readonly string[], input?: string): string {
  const done = spawnSync(...inSession(program, words), { input, encoding: "utf8", maxBuffer: 64 << 20 });
  if (done.error) throw new Error(`${program} cannot be started: ${done.error.message}`);
  if (done.status !== 0) {
    const words_ = words.join(" ");
    throw new Error(`${program} ${words_}: ${(done.stderr || done.stdout).trim() || `exit code ${done.status}`}`);
  }
  return done.stdout;
}

/** As `run`, where a failure is no error, as in clean-up. */
export function tryRun(program: string, words: readonly string[], input?: string): boolean {
  return spawnSync(...inSession(program, words), { input, stdio: ["pipe", "ignore", "ignore"] }).status === 0;
}

/** In a session of its own, so that Ctrl-C at the terminal reaches the lab only, which then removes what it made. */
function inSession(program: string, words: readonly string[]): [string, string[]] {
  return ["setsid", [program, ...words]];
}

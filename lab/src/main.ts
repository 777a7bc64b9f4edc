import { Command } from "commander";
import { removeLeftovers } from "./network/leftovers.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { play } from "./scenarios/play.ts";

const program = new Command("lab").description(
  "Real networks on one machine, and what our programs do in them. Needs root.",
);

program
  .command("list")
  .description("all scenarios and what they show")
  .action(() => {
    const width = Math.max(...SCENARIOS.map(({ name }) => name.length));
    for (const { name, shows } of SCENARIOS) console.log(`${name.padEnd(width)}  ${shows}`);
  });

program
  .command("run")
  .description("play scenarios and say what was seen")
  .argument("[names...]", "which; all by default")
  .option("-v, --verbose", "every line that the programs print")
  .action(async (names: string[], options: { verbose?: boolean }) => {
    const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
    if (unknown.length > 0) program.error(`error: there is no scenario ${unknown.join(", ")}; \`list\` names them.`);
    const interrupted = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted.abort());
    const chosen = names.length > 0 ? SCENARIOS.filter(({ name }) => names.includes(name)) : SCENARIOS;
    const count = { passed: 0, failed: 0 };
    for (const scenario of chosen) {
      if (interrupted.signal.aborted) break;
      const started = performance.now();
      console.log(`${scenario.name}: ${scenario.shows}`);
      try {
        await play(scenario, {
          note: (text) => console.log(`  · ${text}`),
          signal: interrupted.signal,
          ...(options.verbose ? { onLine: (name: string, line: string) => console.log(`  ${name} | ${line}`) } : {}),
        });
        count.passed++;
        console.log(`  passed after ${((performance.now() - started) / 1_000).toFixed(1)} s`);
      } catch (error) {
        count.failed++;
        console.log(`  FAILED ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    console.log(`${count.passed} passed, ${count.failed} failed`);
    // A scenario that was interrupted may still be waiting for something.
    process.exit(count.passed === chosen.length ? 0 : 1);
  });

program
  .command("clean")
  .description("remove what a killed lab left behind")
  .action(() => removeLeftovers());

await program.parseAsync();

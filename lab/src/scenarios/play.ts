import { Company } from "../world/company.ts";
import { World } from "../world/world.ts";
import { expectOrderlyEnd } from "./checks.ts";
import type { Scenario } from "./scenario.ts";

export interface PlayOptions {
  readonly note: (text: string) => void;
  /** Every line that a program prints. */
  readonly onLine?: (program: string, line: string) => void;
  /** Ends the play before its end. */
  readonly signal?: AbortSignal;
}

const LAST_WORDS = 40;

/**
 * Builds a world, plays the scenario in it and removes it. Programs that still run then have to end in order.
 * @throws Error that says what went wrong, with the programs' last words
 */
export async function play(scenario: Scenario, { note, onLine, signal }: PlayOptions): Promise<void> {
  const lines: string[] = [];
  const keep = (program: string, line: string) => {
    lines.push(`${program}: ${line}`);
    onLine?.(program, line);
  };
  try {
    const world = await World.build({ ...scenario.world, onLine: keep }, signal);
    try {
      await Promise.race([playIn(world, scenario, note), ...(signal ? [interruption(signal)] : [])]);
      expectOrderlyEnd(await world.end());
    } finally {
      await world.remove();
    }
  } catch (error) {
    if (signal?.aborted) throw new Error("interrupted", { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n${lines.slice(-LAST_WORDS).join("\n")}`, { cause: error });
  }
}

async function playIn(world: World, scenario: Scenario, note: PlayOptions["note"]): Promise<void> {
  const company = await Company.found(world);
  await scenario.prepare(company);
  await company.open();
  await scenario.play({ world, company, note });
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = () => reject(new Error("interrupted"));
    if (signal.aborted) interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
  });
}

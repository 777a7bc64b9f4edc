import { Company } from "../world/company.ts";
import { World } from "../world/world.ts";
import type { Scenario } from "./scenario.ts";

export interface PlayOptions {
  readonly note: (text: string) => void;
  /** Every line that a program prints. */
  readonly onLine?: (program: string, line: string) => void;
}

/** Builds a world, plays the scenario in it and removes it. @throws what went wrong, with the programs' last words */
export async function play(scenario: Scenario, { note, onLine }: PlayOptions): Promise<void> {
  const lines: string[] = [];
  const keep = (program: string, line: string) => {
    lines.push(`${program}: ${line}`);
    onLine?.(program, line);
  };
  const world = await World.build({ ...scenario.world, onLine: keep });
  try {
    const company = await Company.found(world);
    await scenario.prepare(company);
    await company.open();
    await scenario.play({ world, company, note });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${scenario.name}: ${reason}\n${lines.slice(-40).join("\n")}`, { cause: error });
  } finally {
    await world.remove();
  }
}

import { type AccountSize, createLargeWorld, LARGE, measureInteractions } from "@fz/console/interactions";

const SMALL: AccountSize = { people: 60, groups: 20, resources: 60 };

export interface ConsoleBenchOptions {
  readonly rounds: number;
  readonly json: boolean;
}

/** How fast the console answers input and shows data with a large account, and with a small one beside. */
export async function benchConsole({ rounds, json }: ConsoleBenchOptions): Promise<void> {
  const tell = (text: string) => (json ? process.stderr.write(`${text}\n`) : console.log(text));
  const sizes = { small: SMALL, large: LARGE };
  const result: Record<string, Record<string, object>> = {};
  for (const [name, size] of Object.entries(sizes)) {
    tell(`${name}: ${size.people} people, ${size.resources} resources`);
    tell(`${"".padEnd(40)} paint ms   data ms   main thread ms`);
    await using world = await createLargeWorld(size);
    const figures = await measureInteractions(world, size, rounds, (one) => {
      const numbers = [one.paintMs, one.dataMs, one.mainThreadMs].map((value) => value.toFixed(0).padStart(8));
      tell(`${one.name.padEnd(40)} ${numbers.join("  ")}`);
    });
    const entries = figures.map(({ name: what, paintMs, dataMs, mainThreadMs }) => [
      what,
      { paint_ms: paintMs, data_ms: Math.round(dataMs), main_thread_ms: Math.round(mainThreadMs) },
    ]);
    result[name] = Object.fromEntries(entries);
  }
  if (json) console.log(JSON.stringify(result));
}

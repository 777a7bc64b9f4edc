import type { Company } from "../world/company.ts";
import type { World, WorldOptions } from "../world/world.ts";

export interface Stage {
  readonly world: World;
  readonly company: Company;
  /** Tells what was seen, for whoever watches. */
  readonly note: (text: string) => void;
}

export interface Scenario {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly shows: string;
  readonly world?: WorldOptions;
  /** Sets resources up; everything starts after it. */
  readonly prepare: (company: Company) => Promise<void>;
  /** @throws where something was not as it should be */
  readonly play: (stage: Stage) => Promise<void>;
}

import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes minutes or most of one, in that order: begun last, it would run on while the other cores have nothing left to do. */
const LONGEST = [
  "apps/console/test/every-page.test.ts",
  "apps/console/test/interactions.test.ts",
  "apps/console/test/roles.test.ts",
  "apps/portal/test/audit.test.ts",
  "apps/portal/test/connections.test.ts",
  "apps/console/test/journey.lab.test.ts",
  "lab/test/start.lab.test.ts",
  "packages/engine/test/engine.lab.test.ts",
  "lab/test/scenarios/paths.lab.test.ts",
  "lab/test/proof.lab.test.ts",
  "lab/test/scenarios/outages.lab.test.ts",
  "lab/test/scenarios/flow-logs.lab.test.ts",
  "lab/test/scenarios/policies.lab.test.ts",
  "lab/test/scenarios/names.lab.test.ts",
  "apps/relay/test/coturn.lab.test.ts",
];

/** The order in which files are begun: the longest, then as Vitest has it, which on a fresh clone knows only their sizes. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
      return place < 0 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tools/longest-first.ts";

const LAB_TESTS = ["{packages,apps}/*/{src,test}/**/*.lab.test.ts", "{lab,bench}/**/*.lab.test.ts"];
const MINUTE = 60_000;

export default defineConfig({
  test: {
    // By default one core is left out, which of two is half of them.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,apps}/*/{src,test}/**/*.test.ts", "{lab,bench,tools}/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.lab.test.ts"],
          // Fuzzing tests take seconds each, and a multiple of that on a busy machine.
          testTimeout: 3 * MINUTE,
          // So is what starts a database, and anything that is waited for: nothing here measures time by the clock.
          hookTimeout: 3 * MINUTE,
          expect: { poll: { timeout: MINUTE } },
        },
      },
      {
        // Real sockets, TUN devices and namespaces, as root. Each process has namespaces of its own, so files may run
        // beside one another.
        test: {
          name: "lab",
          include: LAB_TESTS,
          exclude: ["**/node_modules/**"],
          globalSetup: "lab/test/share-template.ts",
          testTimeout: 5 * MINUTE,
          hookTimeout: 5 * MINUTE,
        },
      },
    ],
  },
});

import { expect, test } from "vitest";
import { featureFlags } from "./feature-flags.ts";

test("a refused send is retried unless the environment says no", () => {
  expect(featureFlags({}).mapEnobufsToWouldblock).toBe(true);
  for (const text of ["true", "1"]) {
    expect(featureFlags({ FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: text }).mapEnobufsToWouldblock).toBe(true);
  }
  for (const text of ["false", "0"]) {
    expect(featureFlags({ FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: text }).mapEnobufsToWouldblock).toBe(false);
  }
});

test("a flag that is neither is refused by name", () => {
  expect(() => featureFlags({ FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: "perhaps" })).toThrow("FZFF_MAP_ENOBUFS_TO_WOULDBLOCK");
});

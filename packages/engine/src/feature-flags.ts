import { z } from "zod";

const FLAG = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");

const ENVIRONMENT = z.object({
  FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: FLAG.default(true),
});

/** Behaviour that can be switched without another release. */
export interface FeatureFlags {
  /** `map-enobufs-to-wouldblock`: a send refused with ENOBUFS is tried again after a while instead of being dropped at once. */
  readonly mapEnobufsToWouldblock: boolean;
}

/**
 * Reads the flags from variables named `FZFF_<NAME>`, each `true`, `false`, `1` or `0`.
 * @throws ZodError that names the variable
 */
export function featureFlags(environment: Readonly<Record<string, string | undefined>>): FeatureFlags {
  const flags = ENVIRONMENT.parse(environment);
  return { mapEnobufsToWouldblock: flags.FZFF_MAP_ENOBUFS_TO_WOULDBLOCK };
}

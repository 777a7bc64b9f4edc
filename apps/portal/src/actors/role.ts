import { z } from "zod";

/** What an actor may do where it is less than what its type says; null: what its type says. */
export const RoleField = z
  .enum(["auditor", "network_admin"], { error: "is invalid" })
  .nullish()
  .transform((role) => role ?? null);

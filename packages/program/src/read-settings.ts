import { z } from "zod";
import { ExitError } from "./run.ts";
import type { Variables } from "./settings.ts";

type Texts = Readonly<Record<string, string>>;

/**
 * Reads settings; blanks around them are cut off, and empty ones count as unset.
 * @param read makes a configuration of them; ZodErrors that it throws start their paths with the name of a variable
 * @throws ExitError that names each variable that cannot be used, in one line
 */
export function readSettings<T>(variables: Variables, read: (present: Texts) => T, exitCode = 1): T {
  const present = Object.fromEntries(
    Object.entries(variables).flatMap(([key, value]) =>
      value === undefined || value.trim() === "" ? [] : [[key, value.trim()]],
    ),
  );
  try {
    return read(present);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new ExitError(describe(error, present), exitCode);
  }
}

/** `HEALTH_CHECK_ADDR "x" is …; FIREZONE_… "y" is …` */
function describe(error: z.ZodError, variables: Texts): string {
  return error.issues
    .map(({ path, message }) => `${path.join(".")} "${variables[String(path[0])]}" ${message}`)
    .join("; ");
}

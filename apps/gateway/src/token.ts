import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExitError } from "@fz/program";
import { EXIT_CONFIGURATION } from "./exit-codes.ts";

const VARIABLE = "FIREZONE_TOKEN";
const HOW_TO_GIVE_ONE =
  `set ${VARIABLE}, or give it to systemd as the credential ${VARIABLE}. ` +
  "A site's page in the portal has one for every gateway that is deployed";

/**
 * The token from the command line, else from the environment, else the systemd credential. It is taken out of the
 * environment, so that no process that is started from here inherits it.
 * @throws ExitError where there is none
 */
export async function takeToken(
  argument: string | undefined,
  environment: Record<string, string | undefined>,
): Promise<string> {
  const variable = environment[VARIABLE];
  delete environment[VARIABLE];
  for (const token of [argument, variable, await credential(environment.CREDENTIALS_DIRECTORY)]) {
    const text = token?.replace(/\s+/g, "");
    if (text) return text;
  }
  throw new ExitError(`No token: ${HOW_TO_GIVE_ONE}`, EXIT_CONFIGURATION);
}

async function credential(directory: string | undefined): Promise<string | undefined> {
  if (directory === undefined || directory === "") return undefined;
  const path = join(directory, VARIABLE);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new ExitError(`The credential ${path} cannot be read: ${String(error)}`, EXIT_CONFIGURATION);
  }
}

// The portal's embedded database with an account in it. Making one takes seconds, so scenarios get copies of one that
// is made once for each run of the lab.
import { rmSync } from "node:fs";
import { z } from "zod";
import { makeFolder } from "../network/leftovers.ts";
import { LabProcess } from "../network/process.ts";
import { PROGRAMS } from "./programs.ts";

export const accountSchema = z.object({
  slug: z.string(),
  apiToken: z.string(),
  relayToken: z.string(),
});

/** What the portal's administrator begins with. */
export type Account = z.output<typeof accountSchema>;

const templateSchema = z.object({ folder: z.string(), account: accountSchema });
type Template = z.output<typeof templateSchema>;
const TEMPLATE_VARIABLE = "LAB_TEMPLATE";

let template: Promise<Template> | undefined;

interface NewAccount {
  readonly name: string;
  readonly slug: string;
  /** Whoever may sign in to it by an e-mail code; nobody where left out. */
  readonly administrator?: string;
}

/** Makes an account in the database in this folder, and the database where there is none yet. */
export async function bootstrap(folder: string, account: NewAccount, signal: AbortSignal): Promise<Account> {
  const { name, slug, administrator } = account;
  const printed: string[] = [];
  const words = [PROGRAMS.portal, "--data", folder, "bootstrap", "--name", name, "--slug", slug];
  if (administrator !== undefined) words.push("--admin-email", administrator);
  const portal = new LabProcess("bootstrap", process.execPath, words, {
    onLine: (line, stream) => {
      if (stream === "stdout") printed.push(line);
    },
  });
  const end = () => portal.signal("SIGTERM");
  signal.addEventListener("abort", end);
  const { code } = await portal.exited;
  signal.removeEventListener("abort", end);
  if (code !== 0) throw new Error(`the portal could not make an account: ${portal.output}`);
  return accountSchema.parse(JSON.parse(printed.join("\n")));
}

/** Puts a fresh database with an account into a folder that does not exist yet. */
export async function copyTemplate(folder: string): Promise<Account> {
  template ??= givenTemplate() ?? makeTemplate();
  const { folder: original, account } = await template;
  const { code } = await new LabProcess("copy", "cp", ["-a", original, folder]).exited;
  if (code !== 0) throw new Error(`the portal's database could not be copied to ${folder}`);
  return account;
}

/** Makes the template of all labs of the processes that this one will start. It goes with this process. */
export async function shareTemplate(): Promise<void> {
  process.env[TEMPLATE_VARIABLE] = JSON.stringify(await makeTemplate());
}

/** That of the process that started this one. */
function givenTemplate(): Promise<Template> | undefined {
  const given = process.env[TEMPLATE_VARIABLE];
  return given === undefined ? undefined : Promise.resolve(templateSchema.parse(JSON.parse(given)));
}

/** It goes with this process. */
async function makeTemplate(): Promise<Template> {
  const folder = makeFolder("template");
  const ended = new AbortController();
  process.once("exit", () => {
    ended.abort();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, account: await bootstrap(folder, { name: "Lab Company", slug: "lab-company" }, ended.signal) };
}

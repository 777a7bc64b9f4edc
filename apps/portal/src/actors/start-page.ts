// Where the console opens for whoever has signed in.

import { z } from "zod";
import type { Db } from "../database/database.ts";

/** Beyond the reference's: the overview, where it opens unless something else was chosen. */
export const START_PAGES = ["overview", "sites", "resources", "groups", "policies", "clients", "actors"] as const;
type StartPage = (typeof START_PAGES)[number];

const PreferencesSchema = z.looseObject({ start_page: z.enum(START_PAGES).catch("overview").default("overview") });

/** Below `/<account>/console`. */
const PATHS: Readonly<Record<StartPage, string>> = {
  overview: "",
  sites: "/sites",
  resources: "/resources",
  groups: "/groups",
  policies: "/policies",
  clients: "/clients",
  actors: "/people",
};

/** Of `actors.preferences`. */
export function readStartPage(preferences: unknown): StartPage {
  return PreferencesSchema.parse(preferences ?? {}).start_page;
}

/** The address at which it opens. */
export async function startAddress(
  db: Db,
  { id: accountId, slug }: { readonly id: string; readonly slug: string },
  actorId: string,
): Promise<string> {
  const actor = await db
    .selectFrom("actors")
    .select("preferences")
    .where("account_id", "=", accountId)
    .where("id", "=", actorId)
    .executeTakeFirst();
  return `/${slug}/console${PATHS[readStartPage(actor?.preferences)]}`;
}

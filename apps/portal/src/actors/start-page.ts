// Where the console opens for whoever has signed in.

import { z } from "zod";

/** Beyond the reference's: the overview, where it opens unless something else was chosen. */
export const START_PAGES = ["overview", "sites", "resources", "groups", "policies", "clients", "actors"] as const;
export type StartPage = (typeof START_PAGES)[number];

const PreferencesSchema = z.looseObject({ start_page: z.enum(START_PAGES).catch("overview").default("overview") });

/** Below `/<account>/console`. */
export const START_PATHS: Readonly<Record<StartPage, string>> = {
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

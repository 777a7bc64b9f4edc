import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { text } from "~/text/index.ts";
import { api } from "./client.ts";
import type { Me } from "./types.ts";

export const meQuery = queryOptions(api.queryOptions("get", "/me"));

/** Who is signed in. The layout has it loaded before any page shows. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data.data;
}

/** Undefined where this person may change such a thing; otherwise why not. */
export function useWhyNot(kind: "network" | "everything"): string | undefined {
  const { role } = useMe();
  if (role === "admin" || (kind === "network" && role === "network_admin")) return undefined;
  return text.roles.mayNot(text.roles[role]);
}

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

/** What is read by whom: all of it, what concerns sites and resources, what concerns oneself. */
export type Readable = "everything" | "network" | "own";

/** Undefined where this person may look at such a thing; otherwise why not. */
export function useMayNotRead(kind: Readable): string | undefined {
  const { role } = useMe();
  return mayRead(role, kind) ? undefined : text.roles.mayNotRead(text.roles[role]);
}

export function mayRead(role: Me["role"], kind: Readable): boolean {
  if (role === "admin" || role === "auditor" || kind === "own") return true;
  return role === "network_admin" && kind === "network";
}

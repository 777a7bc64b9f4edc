import { keepPreviousData } from "@tanstack/react-query";
import { Globe, Laptop, type LucideIcon, MapPin, UserRound, Users } from "lucide-react";
import { api } from "~/api/client.ts";
import { mayRead, useMe } from "~/api/me.ts";
import { useCalm } from "~/forms/use-calm.ts";

/** Something by name, and the way to its page. */
export interface Found {
  readonly id: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly path: string;
}

const SHOWN = 4;
const MIN_LENGTH = 2;

/** Looks for things by name on the server once typing pauses: what this person may see, a few of each kind. */
export function useFound(typed: string): readonly Found[] {
  const { role } = useMe();
  const search = useCalm(typed.trim()) ?? "";
  const isWorthIt = search.length >= MIN_LENGTH;
  const query = { search, limit: SHOWN } as const;
  const ofNetwork = { enabled: isWorthIt && mayRead(role, "network"), placeholderData: keepPreviousData } as const;
  const ofAll = { enabled: isWorthIt && mayRead(role, "everything"), placeholderData: keepPreviousData } as const;
  const resources = api.useQuery("get", "/resources", { params: { query } }, ofNetwork).data?.data ?? [];
  const sites = api.useQuery("get", "/sites", { params: { query } }, ofNetwork).data?.data ?? [];
  const groups = api.useQuery("get", "/groups", { params: { query } }, ofAll).data?.data ?? [];
  const actors = api.useQuery("get", "/actors", { params: { query } }, ofAll).data?.data ?? [];
  const clients = api.useQuery("get", "/clients", { params: { query } }, ofAll).data?.data ?? [];
  if (!isWorthIt) return [];
  return [
    ...resources.map(({ id, name }) => ({ id, name, icon: Globe, path: `/resources/${id}` })),
    ...sites.map(({ id, name }) => ({ id, name, icon: MapPin, path: `/sites/${id}` })),
    ...groups.map(({ id, name }) => ({ id, name, icon: Users, path: `/groups/${id}` })),
    ...actors.map(({ id, name }) => ({ id, name, icon: UserRound, path: `/actors/${id}` })),
    ...clients.map(({ id, name }) => ({ id, name, icon: Laptop, path: `/clients/${id}` })),
  ];
}

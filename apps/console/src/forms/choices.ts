import { keepPreviousData } from "@tanstack/react-query";
import { api } from "~/api/client.ts";

const SHOWN = 20;
const KEEP = { placeholderData: keepPreviousData } as const;

export function useSiteChoices(search: string) {
  const query = { limit: SHOWN, sort: "name", search: search || undefined, managed_by: "account" } as const;
  const { data, isPending } = api.useQuery("get", "/sites", { params: { query } }, KEEP);
  return { choices: data?.data ?? [], isLoading: isPending };
}

export function useResourceChoices(search: string) {
  const query = { limit: SHOWN, sort: "name", search: search || undefined } as const;
  const { data, isPending } = api.useQuery("get", "/resources", { params: { query } }, KEEP);
  return { choices: data?.data ?? [], isLoading: isPending };
}

/** Whom a policy may grant access to: Everyone comes first, which the list of groups leaves out. */
export function useGroupChoices(search: string) {
  const query = { limit: SHOWN, sort: "name", search: search || undefined } as const;
  const managed = api.useQuery("get", "/groups", { params: { query: { ...query, type: "managed" } } }, KEEP);
  const made = api.useQuery("get", "/groups", { params: { query: { ...query, type: "static" } } }, KEEP);
  const choices = [...(managed.data?.data ?? []), ...(made.data?.data ?? [])];
  return { choices, isLoading: managed.isPending || made.isPending };
}

/** Groups that take members here: not Everyone, and none that a directory keeps. */
export function useOwnGroupChoices(search: string) {
  const query = { limit: SHOWN, sort: "name", search: search || undefined, type: "static", directory_id: "" } as const;
  const { data, isPending } = api.useQuery("get", "/groups", { params: { query } }, KEEP);
  return { choices: data?.data ?? [], isLoading: isPending };
}

export function useActorChoices(search: string) {
  const query = { limit: SHOWN, sort: "name", search: search || undefined } as const;
  const { data, isPending } = api.useQuery("get", "/actors", { params: { query } }, KEEP);
  const choices = data?.data.map(({ id, name, email }) => ({ id, name: email ? `${name} · ${email}` : name }));
  return { choices: choices ?? [], isLoading: isPending };
}

export function useClientChoices(search: string) {
  const query = { limit: SHOWN, sort: "name", search: search || undefined, include: "details" } as const;
  const { data, isPending } = api.useQuery("get", "/clients", { params: { query } }, KEEP);
  const choices = data?.data.map(({ id, name, actor_name: owner }) => ({
    id,
    name: owner ? `${name} · ${owner}` : name,
  }));
  return { choices: choices ?? [], isLoading: isPending };
}

import { toInstant } from "~/forms/moment.ts";
import type { ListState } from "~/table/use-list-state.ts";
import { LOG_KINDS, type LogKindName } from "./log-kinds.ts";

/** What the API is asked for; filters of another log are left out. */
export function logQuery(kind: LogKindName, { actor, begin, end, object, operation }: ListState) {
  const filters = { type: LOG_KINDS[kind], actor_id: actor, begin: toInstant(begin), end: toInstant(end) };
  return kind === "changes" ? { ...filters, object, operation } : filters;
}

export type LogQuery = ReturnType<typeof logQuery>;

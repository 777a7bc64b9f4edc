import { api } from "~/api/client.ts";
import { useMe } from "~/api/me.ts";
import { changeOf } from "~/pages/logs/log-kinds.ts";

/** An item, as the change log names it. */
export interface LoggedItem {
  /** The table. */
  readonly object: string;
  readonly id: string;
}

const LOOKED_AT = 20;

/** Who last did that to an item, and when; undefined where nobody knows, or this role may not read the log. */
export function useAuthor({ object, id }: LoggedItem, operation: "update" | "delete") {
  const { role } = useMe();
  const { data } = api.useQuery(
    "get",
    "/logs",
    { params: { query: { type: "change", object, operation, limit: LOOKED_AT } } },
    { enabled: role === "admin", staleTime: 0 },
  );
  const entry = data?.data.find((one) => {
    const { before, after } = changeOf(one);
    return (after ?? before)?.id === id;
  });
  return entry && { name: changeOf(entry).subject?.actor_name, at: entry.timestamp };
}

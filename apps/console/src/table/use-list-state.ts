import { useNavigate, useSearch } from "@tanstack/react-router";
import * as z from "zod/mini";

/** What every list keeps in the address: the page, what is searched for, the order, and filters by name. */
export const ListStateSchema = z.catchall(
  z.object({ page: z.catch(z.optional(z.string()), undefined), search: z.catch(z.optional(z.string()), undefined) }),
  z.catch(z.optional(z.string()), undefined),
);
export type ListState = z.output<typeof ListStateSchema>;

export function useListState() {
  const state: ListState = useSearch({ strict: false });
  const navigate = useNavigate();
  return {
    state,
    /** Anything but another page starts at the first page. */
    setState: (change: ListState) =>
      void navigate({
        to: ".",
        search: (before: ListState) =>
          compact({ ...before, ...("page" in change ? {} : { page: undefined }), ...change }),
        replace: !("page" in change),
      }),
  };
}

function compact(state: ListState): ListState {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined && value !== ""));
}

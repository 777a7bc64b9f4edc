import { text } from "~/text/index.ts";
import { useListState } from "./use-list-state.ts";

/** Something in the address that narrows a list. */
export interface NarrowedBy {
  readonly name: string;
  readonly label: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Something is always chosen, so that choosing narrows nothing. */
  readonly isChoice?: boolean;
}

/** Names of a list's state in the address. */
export interface ListAddress {
  readonly page: string;
  /** Undefined: it is not searched. */
  readonly search?: string;
}
/** Of the only list of a page, or its first one. */
export const LIST_ADDRESS: ListAddress = { page: "page", search: "search" };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What narrows a list now besides its order: what is searched for, and of these whatever the address has. */
export function useNarrowing(by: readonly NarrowedBy[], address = LIST_ADDRESS) {
  const { state, setState } = useListState();
  const set = by.flatMap((one) => {
    const value = state[one.name];
    return one.isChoice || value === undefined || value === "" ? [] : [{ ...one, value }];
  });
  const searched = address.search === undefined ? undefined : state[address.search];
  const search = searched ? [text.common.narrowed.search(searched)] : [];
  return {
    /** In words. */
    parts: [...search, ...set.map(partText)],
    isLaterPage: state[address.page] !== undefined,
    /** Back to the first page of all there is. */
    clear: () => {
      const names = [address.page, address.search ?? [], set.map(({ name }) => name)].flat(2);
      setState(Object.fromEntries(names.map((name) => [name, undefined])));
    },
  };
}

/** An id says nothing to people. */
function partText({ label, options, value }: NarrowedBy & { readonly value: string }): string {
  const shown = options?.find((option) => option.value === value)?.label ?? value;
  return ID.test(shown) ? label : text.common.narrowed.by(label, shown);
}

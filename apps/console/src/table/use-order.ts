import { useListState } from "./use-list-state.ts";

/** A field of the API to sort by; downwards with a minus before it. */
export type Order<Field extends string> = Field | `-${Field}`;

export interface ListOrder<Field extends string = string> {
  /** The order of the list now. Undefined: the API's own. */
  readonly current: Order<Field> | undefined;
  /** By column, the field that it shows. */
  readonly fields: Readonly<Record<string, Field>>;
}

/** What the list is sorted by: as the address says, where it names a field of a column, or else its own order. */
export function useOrder<Field extends string>(
  fields: Readonly<Record<string, Field>>,
  own: Order<Field> | undefined,
): ListOrder<Field> {
  const { sort } = useListState().state;
  const known = Object.values(fields).flatMap((field): Order<Field>[] => [field, `-${field}`]);
  return { fields, current: known.find((order) => order === sort) ?? own };
}

import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { useListState } from "./use-list-state.ts";
import type { ListOrder } from "./use-order.ts";

interface ColumnHeaderProps {
  /** The column. */
  readonly id: string;
  readonly order: ListOrder | undefined;
  readonly children: ReactNode;
}

/** What a column is; where the list can be sorted by it, a button that does so, and the other way round next. */
export function ColumnHeader({ id, order, children }: ColumnHeaderProps) {
  const { setState } = useListState();
  const field = order?.fields[id];
  const isUp = order?.current === field;
  const isDown = order?.current === `-${field}`;
  const look = "px-4 py-2.5 font-medium";
  if (field === undefined) {
    return (
      <th scope="col" className={look}>
        {children}
      </th>
    );
  }
  const Icon = isUp ? ArrowUp : isDown ? ArrowDown : ArrowUpDown;
  return (
    <th scope="col" className={look} aria-sort={isUp ? "ascending" : isDown ? "descending" : "none"}>
      <button
        type="button"
        className="inline-flex min-h-[24px] items-center gap-1 hover:text-ink"
        onClick={() => setState({ sort: isUp ? `-${field}` : field })}
      >
        {children}
        <Icon aria-hidden className={`size-3.5 ${isUp || isDown ? "text-accent" : ""}`} />
      </button>
    </th>
  );
}

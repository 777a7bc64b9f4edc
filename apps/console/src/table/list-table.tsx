import { type Cell, type ColumnDef, type RowData, useTable } from "@tanstack/react-table";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { ErrorNote } from "~/ui/error-note.tsx";
import { ColumnHeader } from "./column-header.tsx";
import { features } from "./columns.ts";
import { LIST_ADDRESS, type ListAddress, type NarrowedBy, useNarrowing } from "./narrowing.ts";
import { NothingFound } from "./nothing-found.tsx";
import { Pagination } from "./pagination.tsx";
import { ChooseAll, ChooseRow, ChosenBar, type Selection, useChosen } from "./selection.tsx";
import type { ListOrder } from "./use-order.ts";

export interface Page<Row> {
  readonly data: readonly Row[];
  readonly metadata: {
    readonly count: number;
    readonly next_page: string | null;
    readonly prev_page: string | null;
  };
}

/** What the table needs of a query for a page. */
export interface PageQuery<Row> {
  readonly data: Page<Row> | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly isFetching: boolean;
}

interface ListTableProps<Row extends RowData> {
  /** What the table lists, for those who cannot see it. */
  readonly label: string;
  readonly query: PageQuery<Row>;
  // biome-ignore lint/suspicious/noExplicitAny: columns of one table have values of different types
  readonly columns: ColumnDef<typeof features, Row, any>[];
  /** Shown instead of an empty table where nothing was searched for. */
  readonly empty: ReactNode;
  readonly rowId: (row: Row) => string;
  /** Where it can be sorted. */
  readonly order?: ListOrder | undefined;
  /** What narrows it, besides a search. */
  readonly filters?: readonly NarrowedBy[];
  /** Of a second list of a page. */
  readonly address?: ListAddress;
  /** Where several rows can be deleted at once, and this person may. */
  readonly selection?: Selection<Row> | undefined;
}

const ACTIONS = "actions";
/** What can be done with a row stays where a narrow window cuts the table off. */
const IN_SIGHT = "w-px whitespace-nowrap text-right max-lg:sticky max-lg:right-0 max-lg:bg-surface max-lg:px-2";
/** Long names are not squeezed to a word a line on a phone. */
const NAMING = "max-sm:min-w-28";
const NOTHING: readonly never[] = [];
const SKELETON_ROWS = ["a", "b", "c", "d", "e"];

/** One page of a list of the API. Every list of the console is one of these. */
export function ListTable<Row extends RowData>(props: ListTableProps<Row>) {
  const { label, query, columns, empty, rowId, order, selection, filters = NOTHING, address = LIST_ADDRESS } = props;
  const { parts, isLaterPage } = useNarrowing(filters, address);
  const isNarrowed = parts.length > 0 || isLaterPage;
  const rows = query.data?.data ?? NOTHING;
  const chosen = useChosen(rows, rowId);
  const table = useTable({ features, columns, data: rows as Row[], getRowId: rowId });
  if (query.error && !query.data) return <ErrorNote error={query.error} />;
  if (query.data && rows.length === 0 && !isNarrowed) return empty;
  return (
    <div className="rounded-lg border border-line bg-surface">
      {selection && <ChosenBar selection={selection} chosen={chosen} />}
      {/* What is there for screen readers only stays within what scrolls. */}
      <div className="relative overflow-x-auto">
        <table aria-label={label} aria-busy={query.isFetching} className="w-full text-left text-sm">
          <thead className="border-line border-b text-ink-soft text-xs">
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {selection && <ChooseAll page={rows} selection={selection} chosen={chosen} />}
                {group.headers.map((header) => (
                  <ColumnHeader key={header.id} id={header.column.id} order={order}>
                    <table.FlexRender header={header} />
                  </ColumnHeader>
                ))}
              </tr>
            ))}
          </thead>
          <tbody className="divide-y divide-line">
            {query.isPending && <Skeleton columns={columns.length + (selection ? 1 : 0)} />}
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} className="hover:bg-raised/60">
                {selection && <ChooseRow row={row.original} selection={selection} chosen={chosen} />}
                {row.getAllCells().map((cell, place) => (
                  <td
                    key={cell.id}
                    className={clsx(
                      "px-4 py-3 align-middle",
                      place === 0 && NAMING,
                      cell.column.id === ACTIONS && IN_SIGHT,
                    )}
                  >
                    {shown(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {query.data && rows.length === 0 && <NothingFound by={filters} address={address} />}
      </div>
      {query.data && <Pagination metadata={query.data.metadata} shown={rows.length} name={address.page} />}
    </div>
  );
}

/** Not as a component: whoever has the focus in a cell keeps it when the columns are made anew. */
function shown<Row extends RowData>(cell: Cell<typeof features, Row, unknown>): ReactNode {
  const { cell: show } = cell.column.columnDef;
  return typeof show === "function" ? show(cell.getContext()) : cell.renderValue<ReactNode>();
}

function Skeleton({ columns }: { readonly columns: number }) {
  return SKELETON_ROWS.map((row) => (
    <tr key={row}>
      <td colSpan={columns} className="px-4 py-3">
        <span className="block h-4 w-full animate-pulse rounded bg-raised" />
      </td>
    </tr>
  ));
}

import type { UseQueryResult } from "@tanstack/react-query";
import { type LinkProps, Outlet } from "@tanstack/react-router";
import type { ColumnDef, RowData } from "@tanstack/react-table";
import { type LucideIcon, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { PAGE_ACTIONS } from "~/layout/page-actions.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";
import type { features } from "./columns.ts";
import { type ExportedList, ExportList } from "./export-list.tsx";
import { ListFilter, type ListFilterProps } from "./list-filter.tsx";
import { type Page as ListedPage, ListTable } from "./list-table.tsx";
import type { NarrowedBy } from "./narrowing.ts";
import { SearchBox } from "./search-box.tsx";
import type { Selection } from "./selection.tsx";
import { Toolbar } from "./toolbar.tsx";
import type { ListOrder } from "./use-order.ts";

interface ListWords {
  readonly intro: ReactNode;
  /** Without it the list cannot be searched. */
  readonly searchLabel?: string;
  readonly empty: { readonly title: string; readonly body: string };
}

interface ListProps<Row extends RowData> {
  /** Its heading, and the name of its table. */
  readonly title: string;
  readonly words: ListWords;
  /** Of the empty state. */
  readonly icon: LucideIcon;
  /** Where another one is made, and why not by this person. */
  readonly create?: CreateProps;
  readonly filters?: readonly ListFilterProps[];
  /** What narrows it where a link says so, and has no control. */
  readonly hiddenFilters?: readonly NarrowedBy[];
  readonly query: UseQueryResult<ListedPage<Row>, unknown>;
  /** Where it can be sorted. */
  readonly order?: ListOrder;
  /** Where several can be deleted at once, and this person may. */
  readonly selection?: Selection<Row> | undefined;
  /** Where it can be saved as a whole. */
  readonly exported?: ExportedList;
  // biome-ignore lint/suspicious/noExplicitAny: columns of one table have values of different types
  readonly columns: ColumnDef<typeof features, Row, any>[];
}

interface CreateProps {
  readonly to: LinkProps["to"];
  readonly label: string;
  readonly whyNot?: string | undefined;
}

interface Listed {
  readonly id: string;
}

/** The page of a list: what it is for, what narrows it, the table or what belongs there. Panels of it slide over. */
export function ListPage<Row extends Listed>(props: ListProps<Row>) {
  const { title, words, create, exported, filters = [] } = props;
  const actions = (
    <>
      {exported && <ExportList list={exported} />}
      {create && <CreateLink {...create} />}
    </>
  );
  return (
    <Page title={title} intro={words.intro} actions={(exported || create) && actions}>
      {(words.searchLabel !== undefined || filters.length > 0) && (
        <Toolbar>
          <Narrowing searchLabel={words.searchLabel} filters={filters} />
        </Toolbar>
      )}
      <Rows {...props} />
      <Outlet />
    </Page>
  );
}

/** The same below the tabs of a page that has its heading already. */
export function ListTab<Row extends Listed>(props: ListProps<Row>) {
  const { words, create, filters = [] } = props;
  return (
    <>
      <p className="mb-5 text-ink-soft text-sm">{words.intro}</p>
      <Toolbar>
        <Narrowing searchLabel={words.searchLabel} filters={filters} />
        {create && (
          <div {...PAGE_ACTIONS} className="ml-auto">
            <CreateLink {...create} />
          </div>
        )}
      </Toolbar>
      <Rows {...props} />
      <Outlet />
    </>
  );
}

interface NarrowingProps {
  readonly searchLabel: string | undefined;
  readonly filters: readonly ListFilterProps[];
}

function Narrowing({ searchLabel, filters }: NarrowingProps) {
  return (
    <>
      {searchLabel !== undefined && <SearchBox label={searchLabel} />}
      {filters.map((filter) => (
        <ListFilter key={filter.name} {...filter} />
      ))}
    </>
  );
}

function Rows<Row extends Listed>(props: ListProps<Row>) {
  const { title, words, icon, create, query, columns, order, selection, filters = [], hiddenFilters = [] } = props;
  const { title: nothing, body } = words.empty;
  return (
    <ListTable
      label={title}
      query={query}
      columns={columns}
      order={order}
      filters={[...filters, ...hiddenFilters]}
      selection={selection}
      rowId={({ id }) => id}
      empty={<EmptyState icon={icon} title={nothing} body={body} action={create && <CreateLink {...create} />} />}
    />
  );
}

function CreateLink({ to, label, whyNot }: CreateProps) {
  return (
    <LinkButton to={to} variant="primary" disabledReason={whyNot}>
      <Plus aria-hidden className="size-4" />
      {label}
    </LinkButton>
  );
}

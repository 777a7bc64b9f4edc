import { Globe } from "lucide-react";
import { api } from "~/api/client.ts";
import type { OwnResource } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Since } from "~/ui/since.tsx";

const { profile: words, requests, resources } = text;
const helper = columnHelper<OwnResource>();
const columns = [
  helper.accessor("name", { header: words.resource }),
  helper.accessor("type", { header: words.kind, cell: ({ getValue }) => typeName(getValue()) }),
  helper.accessor("address", { header: words.address, cell: ({ getValue }) => getValue() ?? resources.everything }),
  helper.display({ id: "through", header: words.through, cell: ({ row }) => <Ways resource={row.original} /> }),
];

/** What policies in force grant to oneself, and by which group. */
export function OwnAccess() {
  const { page: page_cursor } = useListState().state;
  const query = api.useQuery("get", "/me/resources", { params: { query: { page_cursor } } });
  const ask = <LinkButton to="/requests/new">{requests.ask}</LinkButton>;
  return (
    <ListTable
      label={words.access}
      query={query}
      columns={columns}
      rowId={({ id }) => id}
      empty={<EmptyState icon={Globe} title={words.noAccess.title} body={words.noAccess.body} action={ask} />}
    />
  );
}

function Ways({ resource }: { readonly resource: OwnResource }) {
  return (
    <ul className="space-y-1">
      {resource.policies.map(({ policy_id: id, group, conditions, condition_tree: tree, expires_at: ends }) => (
        <li key={id} className="flex flex-wrap items-center gap-2">
          {group.name}
          {(conditions.length > 0 || tree !== undefined) && <Badge>{words.conditions}</Badge>}
          {ends !== null && (
            <span className="text-ink-soft">
              {words.until} <Since at={ends} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function typeName(type: string): string {
  const names: Readonly<Record<string, string>> = resources.types;
  return names[type] ?? type;
}

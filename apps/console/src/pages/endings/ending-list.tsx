import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Hourglass } from "lucide-react";
import { api } from "~/api/client.ts";
import type { Ending } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListPage } from "~/table/list-page.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Since } from "~/ui/since.tsx";

const { endings: words } = text.requests;
const KINDS = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));
const LINK = "font-medium hover:underline";
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const helper = columnHelper<Ending>();
const columns = [
  helper.accessor("ends_at", {
    header: words.when,
    cell: ({ getValue }) => (
      <>
        <Since at={getValue()} />
        <span className="block text-ink-soft text-xs">{moment.format(new Date(getValue()))}</span>
      </>
    ),
  }),
  helper.accessor("kind", { header: words.what, cell: ({ getValue }) => words.kinds[getValue()] }),
  helper.accessor("actor_name", { header: words.who, cell: ({ row }) => <Who ending={row.original} /> }),
  helper.accessor("resource_name", { header: text.requests.what, cell: ({ row }) => <What ending={row.original} /> }),
  helper.display({
    id: "change",
    header: () => <span className="sr-only">{text.common.actions}</span>,
    cell: ({ row }) => <Change ending={row.original} />,
  }),
];

/** Access that ends by itself, soonest first, and where each end is set. */
export function EndingList() {
  const { page: page_cursor, kind } = useListState().state;
  const query = api.useQuery(
    "get",
    "/access/endings",
    { params: { query: { page_cursor, kind } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={Hourglass}
      filters={[{ name: "kind", label: words.what, options: KINDS }]}
      query={query}
      columns={columns}
    />
  );
}

/** A person, for whom the membership or the access is, or the group that a policy is for. */
function Who({
  ending: { actor_id: actorId, actor_name, group_id: groupId, group_name },
}: {
  readonly ending: Ending;
}) {
  return (
    <>
      {actorId !== null && (
        <Link to="/actors/$actorId" params={{ actorId }} className={LINK}>
          {actor_name}
        </Link>
      )}
      {groupId !== null && (
        <span className="block">
          {actorId !== null && <span className="text-ink-soft">{words.in} </span>}
          <Link to="/groups/$groupId" params={{ groupId }} className={LINK}>
            {group_name}
          </Link>
        </span>
      )}
    </>
  );
}

function What({ ending: { resource_id: resourceId, resource_name } }: { readonly ending: Ending }) {
  if (resourceId === null) return <span className="text-ink-soft">{words.all}</span>;
  return (
    <Link to="/resources/$resourceId" params={{ resourceId }} className={LINK}>
      {resource_name}
    </Link>
  );
}

function Change({ ending: { kind, id, group_id: groupId, actor_id: add } }: { readonly ending: Ending }) {
  const look = "text-accent hover:underline";
  if (kind === "policy") {
    return (
      <Link to="/policies/$policyId/edit" params={{ policyId: id }} className={look}>
        {words.change}
      </Link>
    );
  }
  if (kind === "request") {
    return (
      <Link to="/requests/$requestId" params={{ requestId: id }} className={look}>
        {words.show}
      </Link>
    );
  }
  if (groupId === null || add === null) return null;
  return (
    <Link to="/groups/$groupId" params={{ groupId }} search={{ add }} className={look}>
      {words.keep}
    </Link>
  );
}

import { keepPreviousData } from "@tanstack/react-query";
import type { LinkProps } from "@tanstack/react-router";
import { ArrowLeft, CircleHelp } from "lucide-react";
import { api } from "~/api/client.ts";
import type { AccessVerdict } from "~/api/types.ts";
import { toInstant } from "~/forms/moment.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListFilter } from "~/table/list-filter.tsx";
import { ListTable } from "~/table/list-table.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge, type Tone } from "~/ui/badge.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Since } from "~/ui/since.tsx";
import { Explained } from "./explained.tsx";
import { MomentField } from "./moment-field.tsx";

const { verdicts: words } = text.why;
const TONES = { allowed: "good", depends: "warn", denied: "neutral" } as const satisfies Record<
  AccessVerdict["verdict"],
  Tone
>;
const VERDICTS = Object.entries(words.names).map(([value, label]) => ({ value, label }));
const OF = Object.entries(words.of).map(([value, label]) => ({ value, label }));
const helper = columnHelper<AccessVerdict>();
const columns = (isOfResource: boolean) => [
  helper.display({
    id: "name",
    header: isOfResource ? words.who : text.why.resource,
    cell: ({ row }) => <Name row={row.original} isOfResource={isOfResource} />,
  }),
  helper.accessor("verdict", {
    header: words.verdict,
    cell: ({ getValue }) => (
      <Badge tone={TONES[getValue()]} dot>
        {words.names[getValue()]}
      </Badge>
    ),
  }),
  helper.accessor("reason", { header: words.reason }),
  helper.accessor("until", {
    header: words.until,
    cell: ({ getValue }) => (getValue() === null ? null : <Since at={getValue()} />),
  }),
];
const COLUMNS = { ofResource: columns(true), ofAsker: columns(false) };

type Of = { readonly actor_id: string } | { readonly client_id: string } | { readonly resource_id: string };

interface VerdictPageProps {
  /** Of what the page is about. */
  readonly name: string;
  readonly of: Of;
  readonly back: Pick<LinkProps, "to" | "params">;
}

/** Every answer about one person, client or resource, now or at a past moment; each opens with all its reasons. */
export function VerdictPage({ name, of, back }: VerdictPageProps) {
  const { state } = useListState();
  const isOfResource = "resource_id" in of;
  const { page: page_cursor, search, verdict, at } = state;
  const who = isOfResource ? { of: state.of } : {};
  const query = api.useQuery(
    "get",
    "/access/verdicts",
    { params: { query: { ...of, ...who, page_cursor, search, verdict, at: toInstant(at) } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <Page
      title={words.title(name)}
      intro={isOfResource ? words.introResource : "client_id" in of ? words.introClient : words.introActor}
      actions={
        <LinkButton {...back}>
          <ArrowLeft aria-hidden className="size-4" />
          {words.back(name)}
        </LinkButton>
      }
    >
      <Toolbar>
        <SearchBox label={isOfResource ? words.searchWho : words.searchWhat} />
        {isOfResource && <ListFilter name="of" label={words.list} options={OF} isChoice />}
        <ListFilter name="verdict" label={words.verdict} options={VERDICTS} />
        <MomentField />
      </Toolbar>
      <ListTable
        label={words.title(name)}
        query={query}
        columns={isOfResource ? COLUMNS.ofResource : COLUMNS.ofAsker}
        rowId={idOf}
        empty={<EmptyState icon={CircleHelp} title={words.empty.title} body={words.empty.body} />}
      />
      <OpenPanel of={of} rows={query.data?.data ?? []} />
    </Page>
  );
}

function idOf({ actor, client, resource }: AccessVerdict): string {
  return `${client?.id ?? actor.id} ${resource.id}`;
}

function Name({ row, isOfResource }: { readonly row: AccessVerdict; readonly isOfResource: boolean }) {
  const { setState, state } = useListState();
  const { actor, client, resource } = row;
  const [name, more] = isOfResource
    ? [client?.name ?? actor.name, client ? actor.name : actor.email]
    : [resource.name, resource.address];
  const open = isOfResource ? (client?.id ?? actor.id) : resource.id;
  return (
    <button
      type="button"
      className="text-left font-medium hover:underline"
      // The page stays: only a panel opens.
      onClick={() => setState({ open, page: state.page })}
    >
      {name}
      {more !== null && <span className="block font-normal text-ink-soft text-xs">{more}</span>}
    </button>
  );
}

/** The explanation of one answer, which the address names. */
function OpenPanel({ of, rows }: { readonly of: Of; readonly rows: readonly AccessVerdict[] }) {
  const { state, setState } = useListState();
  const { open, at } = state;
  if (open === undefined) return null;
  const isOfClients = "resource_id" in of && state.of === "clients";
  const asked =
    "resource_id" in of
      ? { resourceId: of.resource_id, ...(isOfClients ? { clientId: open } : { actorId: open }) }
      : { resourceId: open, ...("client_id" in of ? { clientId: of.client_id } : { actorId: of.actor_id }) };
  const row = rows.find(({ actor, client, resource }) => [actor.id, client?.id, resource.id].includes(open));
  const title = row ? text.why.question(row.client?.name ?? row.actor.name, row.resource.name) : text.why.title;
  return (
    <SidePanel title={title} onClose={() => setState({ open: undefined, page: state.page })}>
      <Explained {...asked} at={at} />
    </SidePanel>
  );
}

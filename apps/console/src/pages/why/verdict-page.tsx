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
const ACTORS = { value: "actors", label: words.of.actors } as const;
const CLIENTS = { value: "clients", label: words.of.clients } as const;
/** Of a policy the clients come first: what its conditions ask about is known of them. */
const OF = { resource: [ACTORS, CLIENTS], policy: [CLIENTS, ACTORS] } as const;
const helper = columnHelper<AccessVerdict>();
const columns = (side: Side) => [
  helper.display({
    id: "name",
    header: side === "asker" ? words.who : text.why.resource,
    cell: ({ row }) => <Name row={row.original} side={side} />,
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
const COLUMNS = { asker: columns("asker"), resource: columns("resource") };

type Of =
  | { readonly actor_id: string }
  | { readonly client_id: string }
  | { readonly group_id: string }
  | { readonly resource_id: string }
  | { readonly policy_id: string };

interface VerdictPageProps {
  /** Of what the page is about. */
  readonly name: string;
  readonly intro: string;
  readonly of: Of;
  /** What a policy is about. */
  readonly resourceId?: string;
  readonly back: Pick<LinkProps, "to" | "params"> & { readonly label?: string };
}

/** Every answer about one thing, now or at a past moment; each opens with all its reasons. */
export function VerdictPage({ name, intro, of, resourceId, back: { label, ...back } }: VerdictPageProps) {
  const { state } = useListState();
  const side = sideOf(of);
  const choices = "policy_id" in of ? OF.policy : OF.resource;
  const { page: page_cursor, search, verdict, at } = state;
  const who = side === "asker" ? { of: state.of ?? choices[0].value } : {};
  const query = api.useQuery(
    "get",
    "/access/verdicts",
    { params: { query: { ...of, ...who, page_cursor, search, verdict, at: toInstant(at) } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <Page
      title={words.title(name)}
      intro={intro}
      actions={
        <LinkButton {...back}>
          <ArrowLeft aria-hidden className="size-4" />
          {label ?? words.back(name)}
        </LinkButton>
      }
    >
      <Toolbar>
        <SearchBox label={side === "asker" ? words.searchWho : words.searchWhat} />
        {side === "asker" && <ListFilter name="of" label={words.list} options={choices} isChoice />}
        <ListFilter name="verdict" label={words.verdict} options={VERDICTS} />
        <MomentField />
      </Toolbar>
      <ListTable
        label={words.title(name)}
        query={query}
        columns={COLUMNS[side]}
        filters={[
          { name: "verdict", label: words.verdict, options: VERDICTS },
          { name: "at", label: text.why.at },
        ]}
        rowId={idOf}
        empty={<EmptyState icon={CircleHelp} title={words.empty.title} body={words.empty.body} />}
      />
      <OpenPanel of={of} resourceId={resourceId} isOfClients={who.of === "clients"} rows={query.data?.data ?? []} />
    </Page>
  );
}

/** What differs from answer to answer. */
type Side = "asker" | "resource";

function sideOf(of: Of): Side {
  return "resource_id" in of || "policy_id" in of ? "asker" : "resource";
}

/** Whoever asks: of a group only its members are, by no name. */
function askerOf({ actor, client }: AccessVerdict) {
  return client ?? actor;
}

function idOf(row: AccessVerdict): string {
  return `${askerOf(row)?.id} ${row.resource.id}`;
}

function Name({ row, side }: { readonly row: AccessVerdict; readonly side: Side }) {
  const { setState, state } = useListState();
  const { actor, client, resource } = row;
  const asker = askerOf(row);
  const [name, more] =
    side === "asker" ? [asker?.name, client ? actor?.name : actor?.email] : [resource.name, resource.address];
  const open = side === "asker" ? asker?.id : resource.id;
  return (
    <button
      type="button"
      className="text-left font-medium hover:underline"
      // The page stays: only a panel opens.
      onClick={() => setState({ open, page: state.page })}
    >
      {name}
      {more && <span className="block font-normal text-ink-soft text-xs">{more}</span>}
    </button>
  );
}

interface OpenPanelProps extends Pick<VerdictPageProps, "of" | "resourceId"> {
  readonly isOfClients: boolean;
  readonly rows: readonly AccessVerdict[];
}

/** The explanation of one answer, which the address names. */
function OpenPanel({ of, resourceId = "", isOfClients, rows }: OpenPanelProps) {
  const { state, setState } = useListState();
  const { open, at } = state;
  if (open === undefined) return null;
  const row = rows.find((one) => [askerOf(one)?.id, one.resource.id].includes(open));
  const who = isOfClients ? { clientId: open } : { actorId: open };
  const questionOf = () => {
    if ("resource_id" in of) return { ...who, resourceId: of.resource_id };
    if ("policy_id" in of) return { ...who, resourceId, policyId: of.policy_id };
    if ("group_id" in of) return { groupId: of.group_id, resourceId: open };
    return { resourceId: open, ...("client_id" in of ? { clientId: of.client_id } : { actorId: of.actor_id }) };
  };
  const title = row ? text.why.question(nameOf(row), row.resource.name) : text.why.title;
  return (
    <SidePanel title={title} onClose={() => setState({ open: undefined, page: state.page })}>
      <Explained {...questionOf()} at={at} />
    </SidePanel>
  );
}

function nameOf(row: AccessVerdict): string {
  return askerOf(row)?.name ?? text.why.memberOf(row.group?.name ?? "");
}

import type { UseQueryResult } from "@tanstack/react-query";
import { LogOut, MonitorSmartphone } from "lucide-react";
import { useState } from "react";
import type { OwnSession, PortalSession } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable, type Page } from "~/table/list-table.tsx";
import { ActionsHeader, RowAction } from "~/table/row-action.tsx";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";
import { browserName } from "./browser-name.ts";

const { sessions: words } = text;
type Session = PortalSession | OwnSession;
const helper = columnHelper<Session>();

interface SessionTableProps {
  readonly query: UseQueryResult<Page<Session>, unknown>;
  readonly whyNot: string | undefined;
  readonly onEnd: (session: Session) => Promise<unknown>;
}

/** Browsers in which somebody is signed in to the portal. */
export function SessionTable({ query, whyNot, onEnd }: SessionTableProps) {
  const [doomed, setDoomed] = useState<Session>();
  const columns = [
    helper.accessor("user_agent", { header: words.browser, cell: ({ row }) => <BrowserCell session={row.original} /> }),
    helper.accessor("remote_ip", { header: words.address }),
    helper.display({ id: "place", header: words.place, cell: ({ row }) => placeOf(row.original) }),
    helper.accessor("inserted_at", { header: words.since, cell: ({ getValue }) => <Since at={getValue()} /> }),
    helper.accessor("expires_at", { header: words.ends, cell: ({ getValue }) => <Since at={getValue()} /> }),
    helper.display({
      id: "actions",
      header: ActionsHeader,
      cell: ({ row: { original: session } }) => (
        <RowAction
          icon={LogOut}
          label={words.end(nameOf(session))}
          whyNot={isCurrent(session) ? words.thisOne : whyNot}
          onClick={() => setDoomed(session)}
        />
      ),
    }),
  ];
  return (
    <>
      <ListTable
        label={words.browsers}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={MonitorSmartphone} title={words.none.title} body={words.none.body} />}
      />
      {doomed && (
        <Confirm
          title={words.endTitle(nameOf(doomed))}
          action={words.signOut}
          onConfirm={() => onEnd(doomed)}
          done={words.ended}
          onClose={() => setDoomed(undefined)}
        >
          {words.endBody}
        </Confirm>
      )}
    </>
  );
}

function BrowserCell({ session }: { readonly session: Session }) {
  return (
    <span className="flex flex-wrap items-center gap-2" title={session.user_agent ?? undefined}>
      {nameOf(session)}
      {isCurrent(session) && <Badge tone="accent">{words.current}</Badge>}
    </span>
  );
}

function isCurrent(session: Session): boolean {
  return "is_current" in session && session.is_current;
}

function nameOf({ user_agent: userAgent }: Session): string {
  return browserName(userAgent) ?? words.unknown;
}

function placeOf({ remote_ip_location_city: city, remote_ip_location_region: region }: Session) {
  return [city, region].filter((part) => part !== null).join(", ");
}

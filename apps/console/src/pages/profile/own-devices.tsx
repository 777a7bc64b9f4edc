import { useQueryClient } from "@tanstack/react-query";
import { Laptop, LogOut } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import type { OwnSignIn } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { ActionsHeader, RowAction } from "~/table/row-action.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Section } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";
import { OnlineBadge } from "~/ui/state-badges.tsx";

const { profile: words, sessions } = text;
const PATH = "/me/client_tokens";
const SHOWN = 100;
const helper = columnHelper<OwnSignIn>();

/** Devices that are signed in as oneself. */
export function OwnDevices() {
  const [doomed, setDoomed] = useState<OwnSignIn | "all">();
  const queries = useQueryClient();
  const query = api.useQuery("get", PATH, { params: { query: { limit: SHOWN } } });
  const end = api.useMutation("delete", `${PATH}/{id}`);
  const endAll = api.useMutation("delete", PATH);
  const confirm = async () => {
    if (doomed === "all") await endAll.mutateAsync({});
    else if (doomed) await end.mutateAsync({ params: { path: { id: doomed.id } } });
    await queries.invalidateQueries({ queryKey: ["get", PATH] });
  };
  const columns = [
    helper.display({ id: "device", header: words.device, cell: ({ row }) => <Device signIn={row.original} /> }),
    helper.accessor("client.last_seen_version", { header: words.version, cell: ({ getValue }) => getValue() ?? "" }),
    helper.display({
      id: "seen",
      header: words.lastSeen,
      cell: ({ row }) => <Since at={row.original.client?.last_seen_at ?? null} />,
    }),
    helper.accessor("expires_at", { header: words.expires, cell: ({ getValue }) => <Since at={getValue()} /> }),
    helper.display({
      id: "actions",
      header: ActionsHeader,
      cell: ({ row: { original } }) => (
        <RowAction icon={LogOut} label={words.endDevice(nameOf(original))} onClick={() => setDoomed(original)} />
      ),
    }),
  ];
  return (
    <Section
      title={words.devices}
      actions={
        <Button
          disabledReason={query.data?.data.length === 0 ? words.noDevices.title : undefined}
          onClick={() => setDoomed("all")}
        >
          <LogOut aria-hidden className="size-4" />
          {words.allDevices}
        </Button>
      }
    >
      <ListTable
        label={words.devices}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={Laptop} title={words.noDevices.title} body={words.noDevices.body} />}
      />
      {doomed && (
        <Confirm
          title={doomed === "all" ? words.allDevicesTitle : words.endDeviceTitle(nameOf(doomed))}
          action={sessions.signOut}
          onConfirm={confirm}
          done={sessions.ended}
          onClose={() => setDoomed(undefined)}
        >
          {words.endDeviceBody}
        </Confirm>
      )}
    </Section>
  );
}

function Device({ signIn }: { readonly signIn: OwnSignIn }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      {nameOf(signIn)}
      {signIn.client && <OnlineBadge isOnline={signIn.client.online} />}
    </span>
  );
}

function nameOf({ client }: OwnSignIn): string {
  return client?.name ?? words.neverUsed;
}

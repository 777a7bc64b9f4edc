import { KeyRound, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { RelayToken } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { ActionsHeader, RowAction } from "~/table/row-action.tsx";
import { text } from "~/text/index.ts";
import { Confirm } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";
import { useRelayTokens } from "./use-relays.ts";

const { relays: words } = text;
const helper = columnHelper<RelayToken>();

/** Tokens with which relays connect. What is made of them is in the panel that starts a relay. */
export function RelayTokens() {
  const [doomed, setDoomed] = useState<RelayToken>();
  const whyNot = useWhyNot("everything");
  const revoke = api.useMutation("delete", "/relay_tokens/{id}");
  const columns = [
    helper.accessor("inserted_at", { header: words.made, cell: ({ getValue }) => <Since at={getValue()} /> }),
    helper.accessor("relays_count", { header: words.inUse }),
    helper.display({
      id: "actions",
      header: ActionsHeader,
      cell: ({ row: { original } }) => (
        <RowAction icon={Trash2} label={words.revoke} whyNot={whyNot} onClick={() => setDoomed(original)} />
      ),
    }),
  ];
  return (
    <>
      <ListTable
        label={words.tokens}
        query={useRelayTokens()}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={KeyRound} title={words.noTokens.title} body={words.noTokens.body} />}
      />
      {doomed && (
        <Confirm
          title={words.revokeTitle}
          action={words.revoke}
          onConfirm={() => revoke.mutateAsync({ params: { path: { id: doomed.id } } })}
          done={words.revoked}
          onClose={() => setDoomed(undefined)}
        >
          {words.revokeBody(doomed.relays_count)}
        </Confirm>
      )}
    </>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { ApiToken } from "~/api/types.ts";
import { Form } from "~/forms/form.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { CodeBlock } from "~/ui/code-block.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Since } from "~/ui/since.tsx";

const { settings, serviceAccounts } = text;
const { api: words } = settings;
const YEAR_MS = 365 * 86_400_000;
const SHOWN = 100;
const helper = columnHelper<ApiToken>();

/** Tokens of one API client; a new one is shown once. */
export function ApiTokens({ apiClientId }: { readonly apiClientId: string }) {
  const [isMaking, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<ApiToken>();
  const queries = useQueryClient();
  const whyNot = useWhyNot("everything");
  const query = api.useQuery("get", "/api_clients/{api_client_id}/tokens", {
    params: { path: { api_client_id: apiClientId }, query: { limit: SHOWN } },
  });
  const remove = api.useMutation("delete", "/api_clients/{api_client_id}/tokens/{id}");
  const refetch = () => queries.invalidateQueries({ queryKey: ["get", "/api_clients/{api_client_id}/tokens"] });
  const columns = [
    helper.accessor("name", { header: text.common.name, cell: ({ getValue }) => getValue() ?? words.unnamed }),
    helper.accessor("last_seen_at", { header: words.lastSeen, cell: ({ getValue }) => <Since at={getValue()} /> }),
    helper.accessor("last_seen_remote_ip", { header: words.from }),
    helper.accessor("last_seen_user_agent", { header: words.program }),
    helper.accessor("inserted_at", { header: words.made, cell: ({ getValue }) => <Since at={getValue()} /> }),
    helper.accessor("expires_at", { header: words.expires, cell: ({ getValue }) => <Since at={getValue()} /> }),
    helper.display({
      id: "actions",
      header: () => <span className="sr-only">{text.common.actions}</span>,
      cell: ({ row }) => (
        <Button
          variant="ghost"
          aria-label={words.revoke}
          disabledReason={whyNot}
          onClick={() => setDoomed(row.original)}
        >
          <Trash2 aria-hidden className="size-4" />
        </Button>
      ),
    }),
  ];
  const confirm = async (token: ApiToken) => {
    await remove.mutateAsync({ params: { path: { api_client_id: apiClientId, id: token.id } } });
    await refetch();
  };
  return (
    <>
      <div className="mb-3">
        <Button disabledReason={whyNot} onClick={() => setMaking(true)}>
          <Plus aria-hidden className="size-4" />
          {words.make}
        </Button>
      </div>
      <ListTable
        label={words.tokens}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={<EmptyState icon={KeyRound} title={words.noTokens.title} body={words.noTokens.body} />}
      />
      {isMaking && (
        <NewToken apiClientId={apiClientId} onMade={() => void refetch()} onClose={() => setMaking(false)} />
      )}
      {doomed && (
        <Confirm
          title={words.revokeTitle}
          action={words.revoke}
          onConfirm={() => confirm(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          {words.revokeBody}
        </Confirm>
      )}
    </>
  );
}

interface NewTokenProps {
  readonly apiClientId: string;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

interface TokenValues {
  readonly name: string;
  readonly expires_at: string;
}

function NewToken({ apiClientId, onMade, onClose }: NewTokenProps) {
  const make = api.useMutation("post", "/api_clients/{api_client_id}/tokens");
  const token = make.data?.data.token;
  const submit = async ({ name, expires_at }: TokenValues) => {
    const body = { api_token: { name: name.trim() || null, expires_at: new Date(expires_at).toISOString() } };
    await make.mutateAsync({ params: { path: { api_client_id: apiClientId } }, body });
    onMade();
  };
  return (
    <SidePanel title={words.make} description={words.makeHint} onClose={onClose}>
      {token === undefined ? (
        <Form<TokenValues>
          defaultValues={{ name: "", expires_at: new Date(Date.now() + YEAR_MS).toISOString().slice(0, 16) }}
          submitLabel={words.make}
          onSubmit={submit}
          onCancel={onClose}
        >
          <TextField name="name" label={text.common.name} hint={words.tokenNameHint} autoFocus />
          <TextField name="expires_at" label={words.expires} type="datetime-local" required />
        </Form>
      ) : (
        <>
          <p className="mb-3 text-sm">{serviceAccounts.shownOnce}</p>
          <CodeBlock code={token} />
          <div className="mt-6 flex justify-end">
            <Button variant="primary" onClick={onClose}>
              {serviceAccounts.copied}
            </Button>
          </div>
        </>
      )}
    </SidePanel>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { api } from "~/api/client.ts";
import type { ApiToken } from "~/api/types.ts";
import { Form } from "~/forms/form.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { columnHelper } from "~/table/columns.ts";
import { text } from "~/text/index.ts";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Since } from "~/ui/since.tsx";
import { inAYear, TokenOnce } from "../tokens/token-once.tsx";
import { TokenSection } from "../tokens/token-section.tsx";

const { api: words } = text.settings;
const SHOWN = 100;
const helper = columnHelper<ApiToken>();
const columns = [
  helper.accessor("name", { header: text.common.name, cell: ({ getValue }) => getValue() ?? words.unnamed }),
  helper.accessor("last_seen_at", { header: words.lastSeen, cell: ({ getValue }) => <Since at={getValue()} /> }),
  helper.accessor("last_seen_remote_ip", { header: words.from }),
  helper.accessor("last_seen_user_agent", { header: words.program }),
  helper.accessor("inserted_at", { header: words.made, cell: ({ getValue }) => <Since at={getValue()} /> }),
  helper.accessor("expires_at", { header: words.expires, cell: ({ getValue }) => <Since at={getValue()} /> }),
];

/** Tokens of one API client; a new one is shown once. */
export function ApiTokens({ apiClientId }: { readonly apiClientId: string }) {
  const queries = useQueryClient();
  const query = api.useQuery("get", "/api_clients/{api_client_id}/tokens", {
    params: { path: { api_client_id: apiClientId }, query: { limit: SHOWN } },
  });
  const remove = api.useMutation("delete", "/api_clients/{api_client_id}/tokens/{id}");
  const refetch = () => queries.invalidateQueries({ queryKey: ["get", "/api_clients/{api_client_id}/tokens"] });
  return (
    <TokenSection
      words={words}
      query={query}
      columns={columns}
      onRevoke={async ({ id }) => {
        await remove.mutateAsync({ params: { path: { api_client_id: apiClientId, id } } });
        await refetch();
      }}
      renderNew={(close) => <NewToken apiClientId={apiClientId} onMade={() => void refetch()} onClose={close} />}
    />
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
          defaultValues={{ name: "", expires_at: inAYear() }}
          submitLabel={words.make}
          onSubmit={submit}
          onCancel={onClose}
        >
          <TextField name="name" label={text.common.name} hint={words.tokenNameHint} autoFocus />
          <TextField name="expires_at" label={words.expires} type="datetime-local" required />
        </Form>
      ) : (
        <TokenOnce token={token} onClose={onClose} />
      )}
    </SidePanel>
  );
}

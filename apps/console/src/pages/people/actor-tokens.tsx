import { useQueryClient } from "@tanstack/react-query";
import { api } from "~/api/client.ts";
import type { Actor } from "~/api/types.ts";
import { Form } from "~/forms/form.tsx";
import { TextField } from "~/forms/text-field.tsx";
import { columnHelper } from "~/table/columns.ts";
import { text } from "~/text/index.ts";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Since } from "~/ui/since.tsx";
import { inAYear, TokenOnce } from "../tokens/token-once.tsx";
import { TokenSection } from "../tokens/token-section.tsx";

const { serviceAccounts: words } = text;
const SHOWN = 100;

interface Token {
  readonly id: string;
  readonly expires_at: string;
  readonly inserted_at: string;
}
const helper = columnHelper<Token>();
const columns = [
  helper.accessor("inserted_at", { header: words.made, cell: ({ getValue }) => <Since at={getValue()} /> }),
  helper.accessor("expires_at", { header: words.expires, cell: ({ getValue }) => <Since at={getValue()} /> }),
];

/** Client tokens of one actor; a new one is shown once. */
export function ActorTokens({ actor }: { readonly actor: Actor }) {
  const queries = useQueryClient();
  const query = api.useQuery("get", "/actors/{actor_id}/client_tokens", {
    params: { path: { actor_id: actor.id }, query: { limit: SHOWN } },
  });
  const remove = api.useMutation("delete", "/actors/{actor_id}/client_tokens/{id}");
  const refetch = () => queries.invalidateQueries({ queryKey: ["get", "/actors/{actor_id}/client_tokens"] });
  return (
    <TokenSection
      words={words}
      query={query}
      columns={columns}
      onRevoke={async ({ id }) => {
        await remove.mutateAsync({ params: { path: { actor_id: actor.id, id } } });
        await refetch();
      }}
      renderNew={(close) => <NewToken actor={actor} onMade={() => void refetch()} onClose={close} />}
    />
  );
}

interface NewTokenProps {
  readonly actor: Actor;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

function NewToken({ actor, onMade, onClose }: NewTokenProps) {
  const make = api.useMutation("post", "/actors/{actor_id}/client_tokens");
  const token = make.data?.data.token;
  const submit = async ({ expires_at }: { readonly expires_at: string }) => {
    const body = {
      client_token: {
        expires_at: new Date(expires_at).toISOString(),
        ...(actor.type === "service_account" ? {} : { for_person: true }),
      },
    };
    await make.mutateAsync({ params: { path: { actor_id: actor.id } }, body });
    onMade();
  };
  return (
    <SidePanel title={words.make} description={words.makeHint} onClose={onClose}>
      {token === undefined ? (
        <Form<{ expires_at: string }>
          defaultValues={{ expires_at: inAYear() }}
          submitLabel={words.make}
          onSubmit={submit}
          onCancel={onClose}
        >
          <TextField name="expires_at" label={words.expires} type="datetime-local" required autoFocus />
        </Form>
      ) : (
        <TokenOnce token={token} onClose={onClose} />
      )}
    </SidePanel>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Actor } from "~/api/types.ts";
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

const { serviceAccounts: words } = text;
const YEAR_MS = 365 * 86_400_000;
const SHOWN = 100;

interface Token {
  readonly id: string;
  readonly expires_at: string;
  readonly inserted_at: string;
}
const helper = columnHelper<Token>();

/** Client tokens of one actor; a new one is shown once. */
export function ActorTokens({ actor }: { readonly actor: Actor }) {
  const [isMaking, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<Token>();
  const queries = useQueryClient();
  const whyNot = useWhyNot("everything");
  const query = api.useQuery("get", "/actors/{actor_id}/client_tokens", {
    params: { path: { actor_id: actor.id }, query: { limit: SHOWN } },
  });
  const remove = api.useMutation("delete", "/actors/{actor_id}/client_tokens/{id}");
  const refetch = () => queries.invalidateQueries({ queryKey: ["get", "/actors/{actor_id}/client_tokens"] });
  const columns = [
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
  const confirm = async (token: Token) => {
    await remove.mutateAsync({ params: { path: { actor_id: actor.id, id: token.id } } });
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
      {isMaking && <NewToken actor={actor} onMade={() => void refetch()} onClose={() => setMaking(false)} />}
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
          defaultValues={{ expires_at: new Date(Date.now() + YEAR_MS).toISOString().slice(0, 16) }}
          submitLabel={words.make}
          onSubmit={submit}
          onCancel={onClose}
        >
          <TextField name="expires_at" label={words.expires} type="datetime-local" required autoFocus />
        </Form>
      ) : (
        <>
          <p className="mb-3 text-sm">{words.shownOnce}</p>
          <CodeBlock code={token} />
          <div className="mt-6 flex justify-end">
            <Button variant="primary" onClick={onClose}>
              {words.copied}
            </Button>
          </div>
        </>
      )}
    </SidePanel>
  );
}

import { useNavigate, useParams } from "@tanstack/react-router";
import { Power } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { ApiClient } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { ConfirmDelete, ConfirmSwitch } from "~/ui/confirm.tsx";
import { ItemPage } from "~/ui/item-page.tsx";
import { Section } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";
import { EnabledBadge } from "~/ui/state-badges.tsx";
import { ApiTokens } from "./api-tokens.tsx";

const { api: words } = text.settings;

/** A program that uses the API, and its tokens. */
export function ApiClientPage() {
  const { apiClientId } = useParams({ from: "/settings/api/$apiClientId" });
  const whyNot = useWhyNot("everything");
  const { data, error } = api.useSuspenseQuery("get", "/api_clients/{id}", {
    params: { path: { id: apiClientId }, query: { include: "details" } },
  });
  const client = data.data;
  return (
    <ItemPage
      id={client.id}
      title={client.name}
      presence={{ object: "actors", error, list: { to: "/settings/api" } }}
      intro={<EnabledBadge isDisabled={client.is_disabled} />}
      edit={{ to: "/settings/api/$apiClientId/edit", params: { apiClientId }, whyNot }}
      actions={[
        {
          label: client.is_disabled ? words.enable : words.disable,
          icon: Power,
          whyNot,
          ask: (close) => <SwitchApiClient client={client} onClose={close} />,
        },
      ]}
      remove={{ whyNot, ask: (close) => <DeleteApiClient client={client} onClose={close} /> }}
      facts={[
        [words.role, text.roles[client.role ?? "admin"]],
        [words.lastSeen, <Since key="seen" at={client.last_seen_at ?? null} />],
        [words.made, <Since key="made" at={client.inserted_at} />],
      ]}
    >
      <Section title={words.tokens}>
        <ApiTokens apiClientId={apiClientId} />
      </Section>
    </ItemPage>
  );
}

interface AskProps {
  readonly client: ApiClient;
  readonly onClose: () => void;
}

function DeleteApiClient({ client, onClose }: AskProps) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/api_clients/{id}");
  return (
    <ConfirmDelete
      title={words.deleteTitle(client.name)}
      onConfirm={() => remove.mutateAsync({ params: { path: { id: client.id } } })}
      done={words.deleted(client.name)}
      onDone={() => navigate({ to: "/settings/api" })}
      onClose={onClose}
    >
      {words.deleteBody(client.tokens_count ?? 0)}
    </ConfirmDelete>
  );
}

/** Disables, or enables again. */
function SwitchApiClient({ client, onClose }: AskProps) {
  const update = api.useMutation("patch", "/api_clients/{id}");
  const { id, name, is_disabled: isDisabled } = client;
  const body = { api_client: { is_disabled: !isDisabled } };
  return (
    <ConfirmSwitch
      words={words}
      name={name}
      isDisabled={isDisabled}
      onConfirm={() => update.mutateAsync({ params: { path: { id } }, body })}
      done={text.settings.saved}
      onClose={onClose}
    >
      {isDisabled ? words.enableBody : words.disableBody}
    </ConfirmSwitch>
  );
}

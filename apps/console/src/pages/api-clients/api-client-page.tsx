import { Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Pencil, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { ApiClient } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { Facts } from "~/ui/facts.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page, Section } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";
import { toast } from "~/ui/toaster.tsx";
import { ApiTokens } from "./api-tokens.tsx";

const { api: words } = text.settings;

/** A program that uses the API, and its tokens. */
export function ApiClientPage() {
  const { apiClientId } = useParams({ from: "/settings/api/$apiClientId" });
  const [asking, setAsking] = useState<"delete" | "disable">();
  const whyNot = useWhyNot("everything");
  const client = api.useSuspenseQuery("get", "/api_clients/{id}", {
    params: { path: { id: apiClientId }, query: { include: "details" } },
  }).data.data;
  const close = () => setAsking(undefined);
  return (
    <Page
      title={client.name}
      intro={
        <Badge tone={client.is_disabled ? "bad" : "good"} dot>
          {client.is_disabled ? text.common.disabled : text.common.enabled}
        </Badge>
      }
      actions={
        <>
          <LinkButton to="/settings/api/$apiClientId/edit" params={{ apiClientId }} disabledReason={whyNot}>
            <Pencil aria-hidden className="size-4" />
            {text.common.edit}
          </LinkButton>
          <Button onClick={() => setAsking("disable")} disabledReason={whyNot}>
            <Power aria-hidden className="size-4" />
            {client.is_disabled ? words.enable : words.disable}
          </Button>
          <Button onClick={() => setAsking("delete")} disabledReason={whyNot}>
            <Trash2 aria-hidden className="size-4" />
            {text.common.delete}
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          [words.role, text.roles[client.role ?? "admin"]],
          [words.lastSeen, <Since key="seen" at={client.last_seen_at ?? null} />],
          [words.made, <Since key="made" at={client.inserted_at} />],
        ]}
      />
      <Section title={words.tokens}>
        <ApiTokens apiClientId={apiClientId} />
      </Section>
      {asking === "delete" && <DeleteApiClient client={client} onClose={close} />}
      {asking === "disable" && <SwitchApiClient client={client} onClose={close} />}
      <Outlet />
    </Page>
  );
}

interface AskProps {
  readonly client: ApiClient;
  readonly onClose: () => void;
}

function DeleteApiClient({ client, onClose }: AskProps) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/api_clients/{id}");
  const confirm = async () => {
    await remove.mutateAsync({ params: { path: { id: client.id } } });
    toast(words.deleted(client.name));
    await navigate({ to: "/settings/api" });
  };
  return (
    <Confirm title={words.deleteTitle(client.name)} action={text.common.delete} onConfirm={confirm} onClose={onClose}>
      {words.deleteBody(client.tokens_count ?? 0)}
    </Confirm>
  );
}

/** Disables, or enables again. */
function SwitchApiClient({ client, onClose }: AskProps) {
  const update = api.useMutation("patch", "/api_clients/{id}");
  const { id, name, role, is_disabled: isDisabled } = client;
  const confirm = async () => {
    await update.mutateAsync({
      params: { path: { id } },
      body: { api_client: { name, role, is_disabled: !isDisabled } },
    });
    toast(text.settings.saved);
  };
  return (
    <Confirm
      title={isDisabled ? words.enableTitle(name) : words.disableTitle(name)}
      action={isDisabled ? words.enable : words.disable}
      onConfirm={confirm}
      onClose={onClose}
    >
      {isDisabled ? words.enableBody : words.disableBody}
    </Confirm>
  );
}

import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Pencil, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useMe, useWhyNot } from "~/api/me.ts";
import type { Actor } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { Facts } from "~/ui/facts.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page, Section } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";
import { toast } from "~/ui/toaster.tsx";
import { ClientTable } from "../clients/client-table.tsx";
import { roleOf } from "./actor-role.ts";
import { ActorTokens } from "./actor-tokens.tsx";

const { people: words } = text;

/** A person or a service account: groups, clients, tokens. */
export function ActorPage() {
  const { actorId } = useParams({ from: "/actors/$actorId" });
  const [asking, setAsking] = useState<"delete" | "disable">();
  const me = useMe();
  const mayNotWrite = useWhyNot("everything");
  const actor = api.useSuspenseQuery("get", "/actors/{id}", {
    params: { path: { id: actorId }, query: { include: "details" } },
  }).data.data;
  const notOneself = actor.id === me.actor.id ? words.oneself : mayNotWrite;
  return (
    <Page
      title={actor.name}
      intro={
        <Badge tone={actor.is_disabled ? "bad" : "good"} dot>
          {actor.is_disabled ? text.common.disabled : text.common.enabled}
        </Badge>
      }
      actions={
        <>
          <LinkButton to="/actors/$actorId/edit" params={{ actorId }} disabledReason={mayNotWrite}>
            <Pencil aria-hidden className="size-4" />
            {text.common.edit}
          </LinkButton>
          <Button onClick={() => setAsking("disable")} disabledReason={notOneself}>
            <Power aria-hidden className="size-4" />
            {actor.is_disabled ? words.enable : words.disable}
          </Button>
          <Button onClick={() => setAsking("delete")} disabledReason={notOneself}>
            <Trash2 aria-hidden className="size-4" />
            {text.common.delete}
          </Button>
        </>
      }
    >
      <ActorFacts actor={actor} />
      <Section title={text.navigation.groupsPage}>
        <ActorGroups actorId={actorId} isPerson={actor.email !== null} />
      </Section>
      <Section title={text.navigation.clients}>
        <ClientTable actorId={actorId} />
      </Section>
      <Section title={text.serviceAccounts.tokens}>
        <ActorTokens actor={actor} />
      </Section>
      {asking === "delete" && <DeleteActor actor={actor} onClose={() => setAsking(undefined)} />}
      {asking === "disable" && <SwitchActor actor={actor} onClose={() => setAsking(undefined)} />}
      <Outlet />
    </Page>
  );
}

function ActorFacts({ actor }: { readonly actor: Actor }) {
  const isPerson = actor.email !== null;
  return (
    <Facts
      facts={[
        [words.email, actor.email],
        [words.role, isPerson ? text.roles[roleOf(actor)] : text.groups.kinds.service_account],
        [words.emailCode, isPerson && (actor.allow_email_otp_sign_in ? text.common.yes : text.common.no)],
        [words.password, isPerson && (actor.has_password ? text.common.yes : text.common.no)],
        [words.sessions, isPerson && actor.portal_sessions_count],
        [words.lastSeen, <Since key="seen" at={actor.clients_last_seen_at ?? null} />],
        [words.since, <Since key="since" at={actor.inserted_at} />],
      ]}
    />
  );
}

function ActorGroups({ actorId, isPerson }: { readonly actorId: string; readonly isPerson: boolean }) {
  const query = api.useQuery("get", "/actors/{actor_id}/groups", {
    params: { path: { actor_id: actorId }, query: { sort: "name", limit: 100 } },
  });
  const groups = query.data?.data ?? [];
  return (
    <ul className="flex flex-wrap gap-2 text-sm">
      {isPerson && <li className="rounded-full border border-line px-3 py-1 text-ink-soft">{words.everyone}</li>}
      {groups.map(({ id, name }) => (
        <li key={id}>
          <Link
            to="/groups/$groupId"
            params={{ groupId: id }}
            className="block rounded-full border border-line bg-surface px-3 py-1 hover:bg-raised"
          >
            {name}
          </Link>
        </li>
      ))}
      {!isPerson && query.data && groups.length === 0 && <li className="text-ink-soft">{words.noGroups}</li>}
    </ul>
  );
}

interface AskProps {
  readonly actor: Actor;
  readonly onClose: () => void;
}

function DeleteActor({ actor, onClose }: AskProps) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/actors/{id}");
  const confirm = async () => {
    await remove.mutateAsync({ params: { path: { id: actor.id } } });
    toast(words.deleted(actor.name));
    await navigate({ to: actor.email === null ? "/service-accounts" : "/people" });
  };
  return (
    <Confirm title={words.deleteTitle(actor.name)} action={text.common.delete} onConfirm={confirm} onClose={onClose}>
      {words.deleteBody(actor.clients_count ?? 0)}
    </Confirm>
  );
}

/** Disables, or enables again. */
function SwitchActor({ actor, onClose }: AskProps) {
  const update = api.useMutation("patch", "/actors/{id}");
  const { name, type, is_disabled: isDisabled } = actor;
  const confirm = async () => {
    const body = { actor: { name, type, is_disabled: !isDisabled } };
    await update.mutateAsync({ params: { path: { id: actor.id } }, body });
    toast(words.saved);
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

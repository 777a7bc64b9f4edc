import { Link, useParams } from "@tanstack/react-router";
import { Power } from "lucide-react";
import { api } from "~/api/client.ts";
import { useMe, useWhyNot } from "~/api/me.ts";
import type { Actor } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import type { Fact } from "~/ui/facts.tsx";
import { ItemPage } from "~/ui/item-page.tsx";
import { Section } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";
import { EnabledBadge } from "~/ui/state-badges.tsx";
import { ClientTable } from "../clients/client-table.tsx";
import { ActorSessions } from "../sessions/actor-sessions.tsx";
import { ActorGroups } from "./actor-groups.tsx";
import { DeleteActor, SwitchActor } from "./actor-questions.tsx";
import { roleOf } from "./actor-role.ts";
import { ActorTokens } from "./actor-tokens.tsx";

const { people: words } = text;

/** A person or a service account: groups, clients, tokens. */
export function ActorPage() {
  const { actorId } = useParams({ from: "/actors/$actorId" });
  const me = useMe();
  const mayNotWrite = useWhyNot("everything");
  const { data, error } = api.useSuspenseQuery("get", "/actors/{id}", {
    params: { path: { id: actorId }, query: { include: "details" } },
  });
  const actor = data.data;
  const notOneself = actor.id === me.actor.id ? words.oneself : mayNotWrite;
  return (
    <ItemPage
      id={actor.id}
      title={actor.name}
      presence={{ object: "actors", error, list: { to: actor.email === null ? "/service-accounts" : "/people" } }}
      intro={<EnabledBadge isDisabled={actor.is_disabled} />}
      why={{ to: "/actors/$actorId/why", params: { actorId } }}
      edit={{ to: "/actors/$actorId/edit", params: { actorId }, whyNot: mayNotWrite }}
      actions={[
        {
          label: actor.is_disabled ? words.enable : words.disable,
          icon: Power,
          whyNot: notOneself,
          ask: (close) => <SwitchActor actor={actor} onClose={close} />,
        },
      ]}
      remove={{ whyNot: notOneself, ask: (close) => <DeleteActor actor={actor} onClose={close} /> }}
      facts={factsOf(actor)}
    >
      <Section title={text.navigation.groupsPage}>
        <ActorGroups actorId={actorId} isPerson={actor.email !== null} whyNot={mayNotWrite} />
      </Section>
      <Section title={text.navigation.clients}>
        <ClientTable actorId={actorId} />
      </Section>
      {actor.email !== null && <ActorSessions actorId={actorId} />}
      <Section title={text.serviceAccounts.tokens}>
        <ActorTokens actor={actor} />
      </Section>
    </ItemPage>
  );
}

function factsOf(actor: Actor): Fact[] {
  const isPerson = actor.email !== null;
  return [
    [words.email, actor.email],
    [words.signsInAt, isPerson && <SignInAddress key="signs-in" />],
    [words.role, isPerson ? text.roles[roleOf(actor)] : text.groups.kinds.service_account],
    [words.emailCode, isPerson && (actor.allow_email_otp_sign_in ? text.common.yes : text.common.no)],
    [words.password, isPerson && (actor.has_password ? text.common.yes : text.common.no)],
    [words.sessions, isPerson && actor.portal_sessions_count],
    [words.lastSeen, <Since key="seen" at={actor.clients_last_seen_at ?? null} />],
    [words.since, <Since key="since" at={actor.inserted_at} />],
    [
      text.navigation.requests,
      <Link key="requests" to="/requests" search={{ actor: actor.id }} className="text-accent hover:underline">
        {text.requests.ofActor}
      </Link>,
    ],
  ];
}

/** What to tell somebody who is new. */
function SignInAddress() {
  const { slug } = useMe().account;
  const address = `${location.origin}/${slug}`;
  return (
    <a href={address} className="text-accent hover:underline">
      {address}
    </a>
  );
}

import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { BadgeCheck, BadgeX } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Client } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Confirm, ConfirmDelete } from "~/ui/confirm.tsx";
import type { Fact } from "~/ui/facts.tsx";
import { ItemPage } from "~/ui/item-page.tsx";
import { Since } from "~/ui/since.tsx";
import { OnlineBadge } from "~/ui/state-badges.tsx";
import { Trust } from "./client-table.tsx";

const { clients: words } = text;

/** A client: what it says of itself, and whether it is trusted. */
export function ClientPage() {
  const { clientId } = useParams({ from: "/clients/$clientId" });
  const whyNot = useWhyNot("everything");
  const { data, error } = api.useSuspenseQuery("get", "/clients/{id}", {
    params: { path: { id: clientId }, query: { include: "details" } },
  });
  const client = data.data;
  const isVerified = client.verified_at !== null;
  return (
    <ItemPage
      id={client.id}
      title={client.name}
      presence={{ object: "devices", error, list: { to: "/clients" } }}
      intro={
        <span className="flex gap-2">
          <OnlineBadge isOnline={client.online} />
          <Trust client={client} />
        </span>
      }
      why={{ to: "/clients/$clientId/why", params: { clientId } }}
      actions={[
        {
          name: "trust",
          label: isVerified ? words.unverify : words.verify,
          icon: isVerified ? BadgeX : BadgeCheck,
          whyNot,
          ask: (close) => <SwitchTrust client={client} onClose={close} />,
        },
      ]}
      remove={{ whyNot, ask: (close) => <DeleteClient client={client} onClose={close} /> }}
      facts={factsOf(client)}
    />
  );
}

function factsOf(client: Client): Fact[] {
  const {
    actor_id: actorId,
    last_seen_remote_ip_location_city: city,
    last_seen_remote_ip_location_region: region,
  } = client;
  return [
    [
      words.owner,
      actorId && (
        <Link key="owner" to="/actors/$actorId" params={{ actorId }} className="text-accent hover:underline">
          {client.actor_name}
        </Link>
      ),
    ],
    [words.version, client.last_seen_version],
    [words.system, client.last_seen_user_agent],
    [words.lastSeen, <Since key="seen" at={client.last_seen_at} />],
    [words.address, client.last_seen_remote_ip],
    [words.place, [city, region].filter((part) => part !== null).join(", ")],
    [words.tunnelAddresses, `${client.ipv4}, ${client.ipv6}`],
    [words.serial, client.device_serial],
    [words.uuid, client.device_uuid],
    [words.identifier, client.firezone_id],
    [words.made, <Since key="made" at={client.created_at} />],
  ];
}

interface AskProps {
  readonly client: Client;
  readonly onClose: () => void;
}

function DeleteClient({ client, onClose }: AskProps) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/clients/{id}");
  return (
    <ConfirmDelete
      title={words.deleteTitle(client.name)}
      onConfirm={() => remove.mutateAsync({ params: { path: { id: client.id } } })}
      done={words.deleted(client.name)}
      onDone={() => navigate({ to: "/clients" })}
      onClose={onClose}
    >
      {words.deleteBody}
    </ConfirmDelete>
  );
}

function SwitchTrust({ client, onClose }: AskProps) {
  const verify = api.useMutation("put", "/clients/{id}/verify");
  const unverify = api.useMutation("put", "/clients/{id}/unverify");
  const isVerified = client.verified_at !== null;
  return (
    <Confirm
      title={isVerified ? words.unverifyTitle(client.name) : words.verifyTitle(client.name)}
      action={isVerified ? words.unverify : words.verify}
      tone={isVerified ? "danger" : "primary"}
      onConfirm={() => (isVerified ? unverify : verify).mutateAsync({ params: { path: { id: client.id } } })}
      done={text.groups.saved}
      onClose={onClose}
    >
      {isVerified ? words.unverifyBody : words.verifyBody}
    </Confirm>
  );
}

import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { BadgeCheck, BadgeX, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Client } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { Facts } from "~/ui/facts.tsx";
import { Page } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";
import { toast } from "~/ui/toaster.tsx";
import { Presence, Trust } from "./client-table.tsx";

const { clients: words } = text;

/** A client: what it says of itself, and whether it is trusted. */
export function ClientPage() {
  const { clientId } = useParams({ from: "/clients/$clientId" });
  const [asking, setAsking] = useState<"delete" | "trust">();
  const whyNot = useWhyNot("everything");
  const client = api.useSuspenseQuery("get", "/clients/{id}", {
    params: { path: { id: clientId }, query: { include: "details" } },
  }).data.data;
  const isVerified = client.verified_at !== null;
  const Icon = isVerified ? BadgeX : BadgeCheck;
  return (
    <Page
      title={client.name}
      intro={
        <span className="flex gap-2">
          <Presence client={client} />
          <Trust client={client} />
        </span>
      }
      actions={
        <>
          <Button onClick={() => setAsking("trust")} disabledReason={whyNot}>
            <Icon aria-hidden className="size-4" />
            {isVerified ? words.unverify : words.verify}
          </Button>
          <Button onClick={() => setAsking("delete")} disabledReason={whyNot}>
            <Trash2 aria-hidden className="size-4" />
            {text.common.delete}
          </Button>
        </>
      }
    >
      <ClientFacts client={client} />
      {asking === "delete" && <DeleteClient client={client} onClose={() => setAsking(undefined)} />}
      {asking === "trust" && <SwitchTrust client={client} onClose={() => setAsking(undefined)} />}
    </Page>
  );
}

function ClientFacts({ client }: { readonly client: Client }) {
  const {
    actor_id: actorId,
    last_seen_remote_ip_location_city: city,
    last_seen_remote_ip_location_region: region,
  } = client;
  return (
    <Facts
      facts={[
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
      ]}
    />
  );
}

interface AskProps {
  readonly client: Client;
  readonly onClose: () => void;
}

function DeleteClient({ client, onClose }: AskProps) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/clients/{id}");
  const confirm = async () => {
    await remove.mutateAsync({ params: { path: { id: client.id } } });
    toast(words.deleted(client.name));
    await navigate({ to: "/clients" });
  };
  return (
    <Confirm title={words.deleteTitle(client.name)} action={text.common.delete} onConfirm={confirm} onClose={onClose}>
      {words.deleteBody}
    </Confirm>
  );
}

function SwitchTrust({ client, onClose }: AskProps) {
  const verify = api.useMutation("put", "/clients/{id}/verify");
  const unverify = api.useMutation("put", "/clients/{id}/unverify");
  const isVerified = client.verified_at !== null;
  const confirm = async () => {
    await (isVerified ? unverify : verify).mutateAsync({ params: { path: { id: client.id } } });
    toast(text.groups.saved);
  };
  return (
    <Confirm
      title={isVerified ? words.unverifyTitle(client.name) : words.verifyTitle(client.name)}
      action={isVerified ? words.unverify : words.verify}
      onConfirm={confirm}
      onClose={onClose}
    >
      {isVerified ? words.unverifyBody : words.verifyBody}
    </Confirm>
  );
}

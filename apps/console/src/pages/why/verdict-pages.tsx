import { useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { text } from "~/text/index.ts";
import { VerdictPage } from "./verdict-page.tsx";

const { intros: words } = text.why.verdicts;

/** What a person or a service account may reach, and why. */
export function ActorWhy() {
  const { actorId } = useParams({ from: "/actors/$actorId/why" });
  const { name } = api.useSuspenseQuery("get", "/actors/{id}", {
    params: { path: { id: actorId }, query: { include: "details" } },
  }).data.data;
  return (
    <VerdictPage
      name={name}
      intro={words.actor}
      of={{ actor_id: actorId }}
      back={{ to: "/actors/$actorId", params: { actorId } }}
    />
  );
}

/** What a client may reach, judged by its last connection. */
export function ClientWhy() {
  const { clientId } = useParams({ from: "/clients/$clientId/why" });
  const { name } = api.useSuspenseQuery("get", "/clients/{id}", {
    params: { path: { id: clientId }, query: { include: "details" } },
  }).data.data;
  return (
    <VerdictPage
      name={name}
      intro={words.client}
      of={{ client_id: clientId }}
      back={{ to: "/clients/$clientId", params: { clientId } }}
    />
  );
}

/** Who may reach a resource, people or clients. */
export function ResourceWhy() {
  const { resourceId } = useParams({ from: "/resources/$resourceId/why" });
  const { name } = api.useSuspenseQuery("get", "/resources/{id}", {
    params: { path: { id: resourceId }, query: { include: "details" } },
  }).data.data;
  return (
    <VerdictPage
      name={name}
      intro={words.resource}
      of={{ resource_id: resourceId }}
      back={{ to: "/resources/$resourceId", params: { resourceId } }}
    />
  );
}

/** What members of a group reach by it, and what not. */
export function GroupWhy() {
  const { groupId } = useParams({ from: "/groups/$groupId/why" });
  const { name } = api.useSuspenseQuery("get", "/groups/{id}", {
    params: { path: { id: groupId }, query: { include: "details" } },
  }).data.data;
  return (
    <VerdictPage
      name={name}
      intro={words.group}
      of={{ group_id: groupId }}
      back={{ to: "/groups/$groupId", params: { groupId } }}
    />
  );
}

/** Who gets through a policy, and who is refused by which of its conditions. */
export function PolicyWhy() {
  const { policyId } = useParams({ from: "/policies/$policyId/why" });
  const {
    group_name: group,
    resource_name: resource,
    resource_id: resourceId,
  } = api.useSuspenseQuery("get", "/policies/{id}", {
    params: { path: { id: policyId }, query: { include: "details" } },
  }).data.data;
  return (
    <VerdictPage
      name={text.accessDiff.pair(group ?? text.policies.groupGone, resource ?? "")}
      intro={words.policy}
      of={{ policy_id: policyId }}
      resourceId={resourceId}
      back={{ to: "/policies", label: text.why.verdicts.backToPolicies }}
    />
  );
}

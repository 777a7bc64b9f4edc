import { useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { VerdictPage } from "./verdict-page.tsx";

/** What a person or a service account may reach, and why. */
export function ActorWhy() {
  const { actorId } = useParams({ from: "/actors/$actorId/why" });
  const { name } = api.useSuspenseQuery("get", "/actors/{id}", {
    params: { path: { id: actorId }, query: { include: "details" } },
  }).data.data;
  return <VerdictPage name={name} of={{ actor_id: actorId }} back={{ to: "/actors/$actorId", params: { actorId } }} />;
}

/** What a client may reach, judged by its last connection. */
export function ClientWhy() {
  const { clientId } = useParams({ from: "/clients/$clientId/why" });
  const { name } = api.useSuspenseQuery("get", "/clients/{id}", {
    params: { path: { id: clientId }, query: { include: "details" } },
  }).data.data;
  return (
    <VerdictPage name={name} of={{ client_id: clientId }} back={{ to: "/clients/$clientId", params: { clientId } }} />
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
      of={{ resource_id: resourceId }}
      back={{ to: "/resources/$resourceId", params: { resourceId } }}
    />
  );
}

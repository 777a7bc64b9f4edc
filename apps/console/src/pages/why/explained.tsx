import { api } from "~/api/client.ts";
import { toInstant } from "~/forms/moment.ts";
import { text } from "~/text/index.ts";
import { ErrorNote } from "~/ui/error-note.tsx";
import { Answer } from "./explanation.tsx";

interface ExplainedProps {
  /** One of the three; a group stands for a member of it. */
  readonly actorId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly resourceId: string;
  /** The only policy to look at. */
  readonly policyId?: string | undefined;
  /** `datetime-local`; undefined: now. */
  readonly at: string | undefined;
}

/** Asks the portal for an explanation, and shows it. */
export function Explained({ actorId, clientId, groupId, resourceId, policyId, at }: ExplainedProps) {
  const who = clientId === undefined ? { actor_id: actorId, group_id: groupId } : { client_id: clientId };
  const { data, error } = api.useQuery("post", "/access/explain", {
    body: { ...who, resource_id: resourceId, policy_id: policyId, at: toInstant(at) },
  });
  if (error) return <ErrorNote error={error} />;
  if (!data) return <p className="mt-4 text-ink-soft text-sm">{text.common.loading}</p>;
  return <Answer explanation={data.data} clientId={clientId} />;
}

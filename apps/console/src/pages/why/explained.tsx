import { api } from "~/api/client.ts";
import { toInstant } from "~/forms/moment.ts";
import { text } from "~/text/index.ts";
import { ErrorNote } from "~/ui/error-note.tsx";
import { Answer } from "./explanation.tsx";

interface ExplainedProps {
  /** One of the two. */
  readonly actorId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly resourceId: string;
  /** `datetime-local`; undefined: now. */
  readonly at: string | undefined;
}

/** Asks the portal for an explanation, and shows it. */
export function Explained({ actorId, clientId, resourceId, at }: ExplainedProps) {
  const who = clientId === undefined ? { actor_id: actorId } : { client_id: clientId };
  const { data, error } = api.useQuery("post", "/access/explain", {
    body: { ...who, resource_id: resourceId, at: toInstant(at) },
  });
  if (error) return <ErrorNote error={error} />;
  if (!data) return <p className="mt-4 text-ink-soft text-sm">{text.common.loading}</p>;
  return <Answer explanation={data.data} clientId={clientId} />;
}

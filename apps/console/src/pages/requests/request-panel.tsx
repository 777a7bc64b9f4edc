import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { isNotFound } from "~/api/errors.ts";
import { mayRead, useMe } from "~/api/me.ts";
import type { AccessRequest } from "~/api/types.ts";
import { Notice } from "~/forms/notice.tsx";
import { text } from "~/text/index.ts";
import { Facts } from "~/ui/facts.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Since } from "~/ui/since.tsx";
import { DecisionForm } from "./decision-form.tsx";
import { durationText } from "./duration.ts";
import { EndAccess } from "./end-access.tsx";
import { RequestStatus } from "./request-status.tsx";
import { TakeBack } from "./take-back.tsx";

const { requests: words } = text;
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** One request, and the decision on it where that is due. */
export function RequestPanel() {
  const { requestId } = useParams({ from: "/requests/$requestId" });
  const me = useMe();
  const navigate = useNavigate();
  const { data, error } = api.useSuspenseQuery("get", "/access/requests/{id}", {
    params: { path: { id: requestId }, query: { include: "details" } },
  });
  const request = data.data;
  const status = isNotFound(error) ? undefined : request.status;
  const close = () => void navigate({ to: "/requests", search: (before) => before });
  return (
    <SidePanel title={words.panelTitle(request.actor_name ?? "", request.resource_name ?? "")} onClose={close}>
      <div className="space-y-6">
        {status === undefined && (
          <Notice item={{ object: "access_requests", id: requestId }} operation="delete" title={text.forms.itemDeleted}>
            <p className="mt-1">{words.gone}</p>
          </Notice>
        )}
        <RequestFacts request={request} />
        {status === "pending" && me.actor.id === request.actor_id && <TakeBack request={request} onClose={close} />}
        {status === "pending" && mayRead(me.role, "everything") && <DecisionForm request={request} onClose={close} />}
        {status === "approved" && mayRead(me.role, "everything") && <EndAccess request={request} onClose={close} />}
      </div>
    </SidePanel>
  );
}

function RequestFacts({ request }: { readonly request: AccessRequest }) {
  const { actor_id: actorId, resource_id: resourceId, access_ends_at: ends } = request;
  const { role } = useMe();
  const look = "text-accent hover:underline";
  return (
    <Facts
      facts={[
        [words.status, <RequestStatus key="status" request={request} />],
        [
          words.who,
          mayRead(role, "everything") ? (
            <Link key="who" to="/actors/$actorId" params={{ actorId }} className={look}>
              {request.actor_name}
            </Link>
          ) : (
            request.actor_name
          ),
        ],
        [
          words.what,
          mayRead(role, "network") ? (
            <Link key="what" to="/resources/$resourceId" params={{ resourceId }} className={look}>
              {request.resource_name}
            </Link>
          ) : (
            request.resource_name
          ),
        ],
        [words.reason, request.reason],
        [words.duration, durationText(request.duration_secs)],
        [words.asked, <Since key="asked" at={request.inserted_at} />],
        [words.decidedBy, request.decided_by_name],
        [words.decidedAt, request.decided_at !== null && <Since key="decided" at={request.decided_at} />],
        [
          request.status === "ended" ? words.accessEnded : words.accessEnds,
          ends !== null && moment.format(new Date(ends)),
        ],
        [words.by, request.group_name],
        [words.note, request.note],
        [words.endedBy, request.ended_by_name],
        [words.endNote, request.end_note],
      ]}
    />
  );
}

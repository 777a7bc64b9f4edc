import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, LogOut } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Section } from "~/ui/page.tsx";
import { SessionTable } from "./session-table.tsx";

const { sessions: words, people } = text;
const PATH = "/actors/{actor_id}/portal_sessions";

/** Where a person is signed in to the portal, for administrators: each can be ended, and all at once. */
export function ActorSessions({ actorId }: { readonly actorId: string }) {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const whyNot = useWhyNot("everything");
  const { page: page_cursor } = useListState().state;
  const query = api.useQuery("get", PATH, { params: { path: { actor_id: actorId }, query: { page_cursor } } });
  const end = api.useMutation("delete", `${PATH}/{id}`);
  const endAll = api.useMutation("delete", PATH);
  const refetch = () => queries.invalidateQueries({ queryKey: ["get", PATH] });
  const nothing = query.data?.data.length === 0 ? words.none.title : undefined;
  return (
    <Section
      title={words.browsers}
      actions={
        <div className="flex flex-wrap gap-2">
          <LinkButton to="/actors/$actorId/password" params={{ actorId }} disabledReason={whyNot}>
            <KeyRound aria-hidden className="size-4" />
            {people.setPassword}
          </LinkButton>
          <Button disabledReason={whyNot ?? nothing} onClick={() => setAsking(true)}>
            <LogOut aria-hidden className="size-4" />
            {words.endAll}
          </Button>
        </div>
      }
    >
      <SessionTable
        query={query}
        whyNot={whyNot}
        onEnd={async ({ id }) => {
          await end.mutateAsync({ params: { path: { actor_id: actorId, id } } });
          await refetch();
        }}
      />
      {isAsking && (
        <Confirm
          title={words.endAllTitle}
          action={words.endAll}
          onConfirm={async () => {
            await endAll.mutateAsync({ params: { path: { actor_id: actorId } } });
            await refetch();
          }}
          done={words.ended}
          onClose={() => setAsking(false)}
        >
          {words.endBody}
        </Confirm>
      )}
    </Section>
  );
}

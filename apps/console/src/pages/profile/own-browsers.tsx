import { useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { Section } from "~/ui/page.tsx";
import { SessionTable } from "../sessions/session-table.tsx";

const { profile: words, sessions } = text;
const PATH = "/me/portal_sessions";
const SHOWN = 100;

/** Where one is signed in to the portal oneself. */
export function OwnBrowsers() {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const query = api.useQuery("get", PATH, { params: { query: { limit: SHOWN } } });
  const end = api.useMutation("delete", `${PATH}/{id}`);
  const endOthers = api.useMutation("delete", PATH);
  const refetch = () => queries.invalidateQueries({ queryKey: ["get", PATH] });
  return (
    <Section
      title={sessions.browsers}
      actions={
        <Button onClick={() => setAsking(true)}>
          <LogOut aria-hidden className="size-4" />
          {words.others}
        </Button>
      }
    >
      <SessionTable
        query={query}
        whyNot={undefined}
        onEnd={async ({ id }) => {
          await end.mutateAsync({ params: { path: { id } } });
          await refetch();
        }}
      />
      {isAsking && (
        <Confirm
          title={words.othersTitle}
          action={words.others}
          onConfirm={async () => {
            await endOthers.mutateAsync({});
            await refetch();
          }}
          done={sessions.ended}
          onClose={() => setAsking(false)}
        >
          {sessions.endBody}
        </Confirm>
      )}
    </Section>
  );
}

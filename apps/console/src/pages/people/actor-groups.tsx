import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useOwnGroupChoices } from "~/forms/choices.ts";
import { type Choice, Picker } from "~/forms/picker.tsx";
import { AddMemberships } from "~/pages/memberships/add-memberships.tsx";
import { text } from "~/text/index.ts";
import { toast } from "~/ui/toaster.tsx";

const { people: words } = text;
const MOST_SHOWN = 100;

interface ActorGroupsProps {
  readonly actorId: string;
  /** People are in Everyone, machines are not. */
  readonly isPerson: boolean;
  /** Why nobody is put into groups here. */
  readonly whyNot: string | undefined;
}

/** The groups of a person or a service account, and a way into more of them. */
export function ActorGroups({ actorId, isPerson, whyNot }: ActorGroupsProps) {
  const [asking, setAsking] = useState<Choice>();
  const query = api.useQuery("get", "/actors/{actor_id}/groups", {
    params: { path: { actor_id: actorId }, query: { sort: "name", limit: MOST_SHOWN } },
  });
  const join = useJoin(actorId);
  const groups = query.data?.data ?? [];
  return (
    <>
      <ul className="flex flex-wrap gap-2 text-sm">
        {isPerson && <li className="rounded-full border border-line px-3 py-1 text-ink-soft">{words.everyone}</li>}
        {groups.map(({ id, name }) => (
          <li key={id} className="max-w-full">
            <Link
              to="/groups/$groupId"
              params={{ groupId: id }}
              className="block truncate rounded-full border border-line bg-surface px-3 py-1 hover:bg-raised"
            >
              {name}
            </Link>
          </li>
        ))}
        {!isPerson && query.data && groups.length === 0 && <li className="text-ink-soft">{words.noGroups}</li>}
      </ul>
      {!whyNot && (
        <div className="mt-3 max-w-sm">
          <Picker
            label={words.addToGroup}
            placeholder={words.addToGroup}
            useChoices={useOwnGroupChoices}
            onPick={setAsking}
          />
        </div>
      )}
      {asking && (
        <AddMemberships
          title={words.addToGroups}
          more={words.addToAnother}
          first={asking}
          useChoices={useOwnGroupChoices}
          membershipOf={({ id }) => ({ group_id: id, actor_id: actorId })}
          onConfirm={join}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

/** One group after the other: each takes members by itself. */
function useJoin(actorId: string) {
  const queries = useQueryClient();
  const change = api.useMutation("patch", "/groups/{group_id}/memberships");
  return async (groups: readonly Choice[]) => {
    for (const { id, name } of groups) {
      const params = { path: { group_id: id } };
      await change.mutateAsync({ params, body: { memberships: { add: [actorId] } } });
      toast(words.isIn(name));
    }
    await queries.invalidateQueries({ predicate: ({ queryKey }) => /^\/(groups|actors)/.test(String(queryKey[1])) });
  };
}

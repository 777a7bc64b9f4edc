import { useNavigate } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import type { Actor } from "~/api/types.ts";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { text } from "~/text/index.ts";
import { ConfirmDelete, ConfirmSwitch } from "~/ui/confirm.tsx";
import { GoesWith, NAMED } from "~/ui/goes-with.tsx";

const { people: words } = text;

interface AskProps {
  readonly actor: Actor;
  readonly onClose: () => void;
}

export function DeleteActor({ actor, onClose }: AskProps) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/actors/{id}");
  const clients = api.useQuery("get", "/clients", {
    params: { query: { actor_id: actor.id, limit: NAMED, sort: "name" } },
  });
  return (
    <ConfirmDelete
      title={words.deleteTitle(actor.name)}
      onConfirm={() => remove.mutateAsync({ params: { path: { id: actor.id } } })}
      done={words.deleted(actor.name)}
      onDone={() => navigate({ to: actor.email === null ? "/service-accounts" : "/people" })}
      onClose={onClose}
    >
      <p>{words.deleteBody(actor.clients_count ?? 0)}</p>
      <GoesWith title={text.navigation.clients} query={clients} nameOf={({ name }) => name} />
      <AccessDiff changes={[{ operation: "delete", object: "actor", id: actor.id }]} />
    </ConfirmDelete>
  );
}

/** Disables, or enables again. */
export function SwitchActor({ actor, onClose }: AskProps) {
  const update = api.useMutation("patch", "/actors/{id}");
  const { id, name, is_disabled: isDisabled } = actor;
  const switched = { is_disabled: !isDisabled };
  return (
    <ConfirmSwitch
      words={words}
      name={name}
      isDisabled={isDisabled}
      onConfirm={() => update.mutateAsync({ params: { path: { id } }, body: { actor: switched } })}
      done={words.saved}
      onClose={onClose}
    >
      <p>{isDisabled ? words.enableBody : words.disableBody}</p>
      <AccessDiff changes={[{ operation: "update", object: "actor", id, attributes: switched }]} />
    </ConfirmSwitch>
  );
}

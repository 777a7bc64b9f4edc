import { useState } from "react";
import type { ProposedChange } from "~/api/types.ts";
import { ChosenValues } from "~/forms/chosen-values.tsx";
import { type Choice, Picker, type UseChoices } from "~/forms/picker.tsx";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { text } from "~/text/index.ts";
import { Confirm } from "~/ui/confirm.tsx";

const { memberships: words } = text;
/** Of one question; the portal compares access for no more at once. */
const MOST = 100;

interface AddMembershipsProps {
  readonly title: (names: readonly string[]) => string;
  /** Of the search for further ones. */
  readonly more: string;
  readonly first: Choice;
  readonly useChoices: UseChoices;
  readonly membershipOf: (choice: Choice) => { readonly group_id: string; readonly actor_id: string };
  readonly onConfirm: (chosen: readonly Choice[]) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before somebody is added, to whom others can be added in the same go. Who gains access is shown first. */
export function AddMemberships(props: AddMembershipsProps) {
  const { title, more, first, useChoices, membershipOf, onConfirm, onClose } = props;
  const [chosen, setChosen] = useState<readonly Choice[]>([first]);
  const nameOf = (id: string) => chosen.find((choice) => choice.id === id)?.name ?? id;
  const add = (choice: Choice) => {
    if (!chosen.some(({ id }) => id === choice.id)) setChosen([...chosen, choice]);
  };
  const keep = (ids: readonly string[]) => setChosen(chosen.filter(({ id }) => ids.includes(id)));
  const changes = chosen.map(
    (choice): ProposedChange => ({ operation: "create", object: "membership", attributes: membershipOf(choice) }),
  );
  return (
    <Confirm
      title={title(chosen.map(({ name }) => name))}
      action={words.add}
      tone="primary"
      onConfirm={() => onConfirm(chosen)}
      onClose={onClose}
    >
      <p>{words.body}</p>
      <div className="mt-4 space-y-2 text-ink">
        {chosen.length > 1 && (
          <ChosenValues label={words.chosen} values={chosen.map(({ id }) => id)} nameOf={nameOf} onChange={keep} />
        )}
        {chosen.length < MOST && <Picker label={more} placeholder={more} useChoices={useChoices} onPick={add} />}
      </div>
      <AccessDiff changes={changes} />
    </Confirm>
  );
}

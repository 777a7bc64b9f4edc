import { X } from "lucide-react";
import { Picker, type UseChoices } from "~/forms/picker.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { useListState } from "./use-list-state.ts";

interface PickedFilterProps {
  /** Its name in the address. */
  readonly name: string;
  readonly label: string;
  /** Said while none is picked, and of the button that goes back to that. */
  readonly any: string;
  readonly useChoices: UseChoices;
  /** The name of the one with that id. A hook: called on each render. */
  readonly useName: (id: string | undefined) => { readonly name: string | undefined; readonly isGone: boolean };
}

/** Narrows a list to one of many, which are searched for on the server. */
export function PickedFilter({ name, label, any, useChoices, useName }: PickedFilterProps) {
  const { state, setState } = useListState();
  const id = state[name];
  const known = useName(id);
  const waiting = known.isGone ? text.common.gone : text.common.loading;
  return (
    <div className="flex w-56 max-w-full items-center gap-1">
      <Picker
        label={label}
        placeholder={id === undefined ? any : waiting}
        picked={id === undefined || known.name === undefined ? undefined : { id, name: known.name }}
        useChoices={useChoices}
        onPick={(choice) => setState({ [name]: choice.id })}
      />
      {id !== undefined && (
        <Button variant="ghost" className="px-2" aria-label={any} onClick={() => setState({ [name]: undefined })}>
          <X aria-hidden className="size-4" />
        </Button>
      )}
    </div>
  );
}

import { useId } from "react";
import { text } from "~/text/index.ts";
import { useListState } from "./use-list-state.ts";

interface ListFilterProps {
  /** Its name in the address. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** Narrows a list to one of a few values. */
export function ListFilter({ name, label, options }: ListFilterProps) {
  const id = useId();
  const { state, setState } = useListState();
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id} className="text-ink-soft text-sm">
        {label}
      </label>
      <select
        id={id}
        value={state[name] ?? ""}
        onChange={(event) => setState({ [name]: event.target.value })}
        className="h-9 rounded-md border border-line-strong bg-surface px-2 text-sm"
      >
        <option value="">{text.common.all}</option>
        {options.map(({ value, label: option }) => (
          <option key={value} value={value}>
            {option}
          </option>
        ))}
      </select>
    </div>
  );
}

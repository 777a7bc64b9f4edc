import { type ReactNode, useId } from "react";
import { text } from "~/text/index.ts";
import { useListState } from "./use-list-state.ts";

export interface ListFilterProps {
  /** Its name in the address. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** One of them is always chosen, the first to begin with. */
  readonly isChoice?: boolean;
}

/** Narrows a list to one of a few values. */
export function ListFilter({ name, label, options, isChoice = false }: ListFilterProps) {
  const { state, setState } = useListState();
  return (
    <LabelledFilter label={label}>
      {(id) => (
        <select
          id={id}
          value={state[name] ?? (isChoice ? options[0]?.value : "")}
          onChange={(event) => setState({ [name]: event.target.value })}
          className={FILTER_CONTROL}
        >
          {!isChoice && <option value="">{text.common.all}</option>}
          {options.map(({ value, label: option }) => (
            <option key={value} value={value}>
              {option}
            </option>
          ))}
        </select>
      )}
    </LabelledFilter>
  );
}

/** Of lists of what can be disabled. */
export const STATE_FILTER: ListFilterProps = {
  name: "status",
  label: text.common.state,
  options: [
    { value: "enabled", label: text.common.enabled },
    { value: "disabled", label: text.common.disabled },
  ],
};

/** The look of a control that narrows a list. */
export const FILTER_CONTROL = "h-9 rounded-md border border-line-strong bg-surface px-2 text-sm";

interface LabelledFilterProps {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}

/** A control of a toolbar, beside its label. */
export function LabelledFilter({ label, children }: LabelledFilterProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id} className="text-ink-soft text-sm">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

import { X } from "lucide-react";
import { text } from "~/text/index.ts";

interface ChosenValuesProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly nameOf: (value: string) => string;
  readonly onChange: (values: readonly string[]) => void;
}

/** Values by name, each of which can be taken out. */
export function ChosenValues({ label, values, nameOf, onChange }: ChosenValuesProps) {
  if (values.length === 0) return null;
  const takeOut = (place: number, list: HTMLElement | null) => {
    onChange(values.toSpliced(place, 1));
    // The button goes with its value: on to the one before it, or to what follows the list.
    const buttons = list?.querySelectorAll("button");
    const next =
      buttons?.[place + 1] ?? buttons?.[place - 1] ?? list?.parentElement?.querySelector("[role=combobox], input");
    if (next instanceof HTMLElement) next.focus();
  };
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1.5">
      {values.map((value, place) => (
        <li
          key={value}
          className="flex items-center gap-1 rounded-full border border-line bg-raised py-0.5 pr-1 pl-2.5 text-sm"
        >
          {nameOf(value)}
          <button
            type="button"
            aria-label={text.rule.takeOut(nameOf(value))}
            onClick={({ currentTarget }) => takeOut(place, currentTarget.closest("ul"))}
            className="rounded-full p-1 text-ink-soft hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </button>
        </li>
      ))}
    </ul>
  );
}

import { Command } from "cmdk";
import { ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type Ref, useState } from "react";
import { text } from "~/text/index.ts";
import { CONTROL, type ControlProps } from "./labelled.tsx";

export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** Looks for choices on the server. A hook: called on each render with what is typed. */
export type UseChoices = (search: string) => { readonly choices: readonly Choice[]; readonly isLoading: boolean };

interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly picked?: Choice | undefined;
  readonly useChoices: UseChoices;
  readonly onPick: (choice: Choice) => void;
  readonly control?: ControlProps;
  readonly triggerRef?: Ref<HTMLButtonElement>;
}

const MAX_SEARCH = 100;

/** A button that opens a search for one of many. */
export function Picker({ label, placeholder, picked, useChoices, onPick, control, triggerRef }: PickerProps) {
  const [isOpen, setOpen] = useState(false);
  const pick = (choice: Choice) => {
    onPick(choice);
    setOpen(false);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        ref={triggerRef}
        {...control}
        role="combobox"
        aria-label={control ? undefined : label}
        className={`${CONTROL} flex items-center justify-between text-left`}
      >
        <span className={picked ? "truncate" : "text-ink-soft"}>{picked?.name ?? placeholder}</span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-soft" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          aria-label={label}
          className="z-50 w-(--radix-popover-trigger-width) overflow-hidden rounded-md border border-line bg-surface shadow-xl"
        >
          <Choices label={label} useChoices={useChoices} onPick={pick} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices({ label, useChoices, onPick }: Pick<PickerProps, "label" | "useChoices" | "onPick">) {
  const [search, setSearch] = useState("");
  const { choices, isLoading } = useChoices(search);
  const [marked, setMarked] = useState("");
  // Answers replace the choices after typing: Enter takes the first where the marked one is not among them.
  const current = choices.some(({ id }) => id === marked) ? marked : (choices[0]?.id ?? "");
  return (
    <Command label={label} shouldFilter={false} value={current} onValueChange={setMarked}>
      <Command.Input
        value={search}
        onValueChange={setSearch}
        maxLength={MAX_SEARCH}
        placeholder={text.common.search}
        className="w-full border-line border-b bg-transparent px-3 py-2 text-sm outline-none placeholder:text-ink-soft"
      />
      <Command.List label={label} className="max-h-64 overflow-y-auto p-1">
        {isLoading && <p className="px-2 py-3 text-ink-soft text-sm">{text.common.loading}</p>}
        {!isLoading && (
          <Command.Empty className="px-2 py-3 text-ink-soft text-sm">{text.shell.nothingFound}</Command.Empty>
        )}
        {choices.map((choice) => (
          <Command.Item
            key={choice.id}
            value={choice.id}
            onSelect={() => onPick(choice)}
            className="cursor-pointer rounded px-2 py-1.5 text-sm data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent"
          >
            {choice.name}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

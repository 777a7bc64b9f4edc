import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { useEffect } from "react";
import { text } from "~/text/index.ts";
import { useNavigation } from "./navigation.ts";

interface CommandPaletteProps {
  readonly isOpen: boolean;
  readonly setOpen: (open: boolean) => void;
}

/** Every page by name, from anywhere: Ctrl K or ⌘ K. */
export function CommandPalette({ isOpen, setOpen }: CommandPaletteProps) {
  const navigate = useNavigate();
  const navigation = useNavigation();
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen(!isOpen);
    };
    document.addEventListener("keydown", toggle);
    return () => document.removeEventListener("keydown", toggle);
  }, [isOpen, setOpen]);
  const go = (to: string) => {
    setOpen(false);
    void navigate({ to });
  };
  return (
    <Command.Dialog
      open={isOpen}
      onOpenChange={setOpen}
      label={text.shell.palette}
      overlayClassName="fixed inset-0 z-50 bg-black/40"
      contentClassName="fixed top-24 left-1/2 z-50 w-[calc(100%-2rem)] max-w-lg -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-surface shadow-2xl"
    >
      <Command.Input
        placeholder={text.shell.paletteHint}
        className="w-full border-line border-b bg-transparent px-4 py-3 outline-none placeholder:text-ink-soft"
      />
      <Command.List className="max-h-80 overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-ink-soft text-sm">{text.shell.nothingFound}</Command.Empty>
        {navigation
          .flatMap(({ entries }) => entries)
          .map(({ to, label, icon: Icon }) => (
            <Command.Item
              key={to}
              value={label}
              onSelect={() => go(to)}
              className="flex cursor-pointer items-center gap-2.5 rounded-md px-3 py-2 text-sm data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent"
            >
              <Icon aria-hidden className="size-4" />
              {label}
            </Command.Item>
          ))}
      </Command.List>
    </Command.Dialog>
  );
}

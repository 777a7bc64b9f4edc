import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { CircleArrowRight, Keyboard, type LucideIcon, Plus } from "lucide-react";
import { Children, type ReactNode, useEffect, useState } from "react";
import { text } from "~/text/index.ts";
import { useCreations } from "./creations.ts";
import { useNavigation } from "./navigation.ts";
import { type PageAction, pageActions } from "./page-actions.ts";
import { useFound } from "./palette-search.tsx";

const { palette: words } = text.shell;
const MAX_SEARCH = 100;

interface CommandPaletteProps {
  readonly isOpen: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly onHelp: () => void;
}

/** What can be done here, what can be made, every page and every thing by name, from anywhere: Ctrl K or ⌘ K. */
export function CommandPalette({ isOpen, setOpen, onHelp }: CommandPaletteProps) {
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen(!isOpen);
    };
    document.addEventListener("keydown", toggle);
    return () => document.removeEventListener("keydown", toggle);
  }, [isOpen, setOpen]);
  return (
    <Command.Dialog
      open={isOpen}
      onOpenChange={setOpen}
      label={text.shell.palette.title}
      overlayClassName="fixed inset-0 z-50 bg-black/40"
      contentClassName="fixed top-24 left-1/2 z-50 w-[calc(100%-2rem)] max-w-lg -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-surface shadow-2xl"
    >
      <Commands close={() => setOpen(false)} onHelp={onHelp} />
    </Command.Dialog>
  );
}

function Commands({ close, onHelp }: { readonly close: () => void; readonly onHelp: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  // As the page was when the palette was opened over it.
  const [actions] = useState(pageActions);
  const creations = useCreations();
  const navigation = useNavigation();
  const found = useFound(typed);
  const go = (to: string) => {
    close();
    void navigate({ to });
  };
  const act = ({ run }: PageAction) => {
    close();
    // The palette has to be gone first: it holds the focus, and hides the page from assistive technology.
    setTimeout(run);
  };
  return (
    <>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        maxLength={MAX_SEARCH}
        placeholder={words.hint}
        className="w-full border-line border-b bg-transparent px-4 py-3 outline-none placeholder:text-ink-soft"
      />
      <Command.List label={words.title} className="max-h-80 overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-ink-soft text-sm">{text.shell.nothingFound}</Command.Empty>
        <Group heading={words.found}>
          {found.map(({ id, name, icon, path }) => (
            // What the server found belongs here whatever the palette itself thinks of it.
            <Item key={id} value={`${name} ${id}`} keywords={[typed]} icon={icon} onSelect={() => go(path)}>
              {name}
            </Item>
          ))}
        </Group>
        <Group heading={words.here}>
          {actions.map((action) => (
            <Item
              key={action.label}
              value={`${words.here} ${action.label}`}
              icon={CircleArrowRight}
              onSelect={() => act(action)}
            >
              {action.label}
            </Item>
          ))}
        </Group>
        <Group heading={words.pages}>
          {navigation
            .flatMap(({ entries }) => entries)
            .map(({ to, label, icon }) => (
              <Item key={to} value={label} icon={icon} onSelect={() => go(to)}>
                {label}
              </Item>
            ))}
        </Group>
        <Group heading={words.make}>
          {creations.map(({ to, label }) => (
            <Item key={to} value={`${words.make} ${label}`} icon={Plus} onSelect={() => go(to)}>
              {label}
            </Item>
          ))}
        </Group>
        <Group heading={words.help}>
          <Item
            value={text.shell.shortcuts.title}
            icon={Keyboard}
            onSelect={() => {
              close();
              onHelp();
            }}
          >
            {text.shell.shortcuts.title}
          </Item>
        </Group>
      </Command.List>
    </>
  );
}

function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  if (Children.count(children) === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-ink-soft [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  readonly value: string;
  readonly keywords?: string[];
  readonly icon: LucideIcon;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

function Item({ icon: Icon, children, ...item }: ItemProps) {
  return (
    <Command.Item
      {...item}
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-3 py-2 text-sm data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent"
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="truncate">{children}</span>
    </Command.Item>
  );
}

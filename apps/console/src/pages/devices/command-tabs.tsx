import { Tabs } from "radix-ui";
import { CodeBlock } from "~/ui/code-block.tsx";

/** What to paste into a terminal, and what to know about it. */
export interface CommandStep {
  readonly hint: string;
  readonly command: string;
}

export interface TabbedCommand {
  readonly id: string;
  readonly label: string;
  readonly steps: readonly CommandStep[];
}

interface CommandTabsProps {
  /** What they all do. */
  readonly label: string;
  readonly commands: readonly [TabbedCommand, ...TabbedCommand[]];
}

/** The same by several ways: a tab for each. */
export function CommandTabs({ label, commands }: CommandTabsProps) {
  return (
    <Tabs.Root defaultValue={commands[0].id}>
      <Tabs.List aria-label={label} className="mb-3 flex gap-1 border-line border-b">
        {commands.map(({ id, label: name }) => (
          <Tabs.Trigger
            key={id}
            value={id}
            className="-mb-px border-transparent border-b-2 px-3 py-2 text-ink-soft text-sm data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {name}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {commands.map(({ id, steps }) => (
        <Tabs.Content key={id} value={id} className="space-y-5">
          {steps.map(({ hint, command }) => (
            <div key={command}>
              <p className="mb-2 text-ink-soft text-sm">{hint}</p>
              <CodeBlock code={command} />
            </div>
          ))}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

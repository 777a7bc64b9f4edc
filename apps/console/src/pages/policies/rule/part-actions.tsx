import { ArrowDown, ArrowUp, Ellipsis, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import {
  copyOf,
  findPart,
  insertPart,
  movePartIn,
  movePartOut,
  neighbourOf,
  removePart,
  shiftPart,
  wrapPart,
} from "./edit-rule.ts";
import { isGroup, MAX_DEPTH, MAX_PARTS, type RuleGroup, type RuleNode, sizeOf } from "./rule.ts";
import { useRule } from "./rule-edits.ts";

const { rule: words } = text;
const ITEM =
  "flex cursor-pointer items-center rounded px-2.5 py-1.5 text-sm outline-none data-[disabled]:cursor-not-allowed data-[disabled]:text-ink-soft data-[highlighted]:bg-raised";

/** Moves a part, by buttons and by a menu, and removes it. `name`: what the part says. */
export function PartActions({ part, name }: { readonly part: RuleNode; readonly name: string }) {
  const { root, apply } = useRule();
  const at = findPart(root, part.key);
  if (!at) return null;
  const { parent, index } = at;
  const count = parent.parts.length;
  const shift = (by: -1 | 1) =>
    apply(shiftPart(root, part.key, by), { focus: part.key, said: words.said.moved(index + by + 1, count) });
  const remove = () =>
    apply(removePart(root, part.key), { focus: neighbourOf(root, part.key), said: words.said.removed });
  return (
    <span className="ml-auto flex gap-0.5">
      <Button
        variant="ghost"
        className="px-2"
        aria-label={words.moveUp(name)}
        disabledReason={index === 0 ? words.first : undefined}
        onClick={() => shift(-1)}
      >
        <ArrowUp aria-hidden className="size-4" />
      </Button>
      <Button
        variant="ghost"
        className="px-2"
        aria-label={words.moveDown(name)}
        disabledReason={index === count - 1 ? words.last : undefined}
        onClick={() => shift(1)}
      >
        <ArrowDown aria-hidden className="size-4" />
      </Button>
      <MoreActions part={part} name={name} />
      <Button variant="ghost" className="px-2" aria-label={words.remove(name)} onClick={remove}>
        <Trash2 aria-hidden className="size-4" />
      </Button>
    </span>
  );
}

function MoreActions({ part, name }: { readonly part: RuleNode; readonly name: string }) {
  const { root, apply } = useRule();
  const at = findPart(root, part.key);
  if (!at) return null;
  const above = at.parent.parts[at.index - 1];
  const choices: readonly (readonly [label: string, isPossible: boolean, next: () => RuleGroup, focus?: string])[] = [
    [words.moveOut, at.parent.key !== root.key, () => movePartOut(root, part.key)],
    [words.moveInto, above !== undefined && isGroup(above), () => movePartIn(root, part.key)],
    [words.wrap, true, () => wrapPart(root, part.key)],
    [words.duplicate, true, () => insertPart(root, at.parent.key, copyOf(part), at.index + 1)],
  ];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button variant="ghost" className="px-2" aria-label={words.more(name)}>
          <Ellipsis aria-hidden className="size-4" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          // The part that was moved gets the focus instead.
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="z-50 w-64 rounded-lg border border-line bg-surface p-1.5 shadow-xl"
        >
          {choices.map(([label, isPossible, next]) => (
            <DropdownMenu.Item
              key={label}
              disabled={!isPossible || !fits(next())}
              onSelect={() => apply(next(), { focus: part.key, said: words.said.regrouped })}
              className={ITEM}
            >
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function fits(root: RuleGroup): boolean {
  const { depth, parts } = sizeOf(root);
  return depth <= MAX_DEPTH && parts <= MAX_PARTS;
}

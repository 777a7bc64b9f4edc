import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { type ListAddress, type NarrowedBy, useNarrowing } from "./narrowing.ts";

const { narrowed: words } = text.common;

interface NothingFoundProps {
  readonly by: readonly NarrowedBy[];
  readonly address?: ListAddress;
}

/** Instead of the rows of a list that is only empty because of what the address narrows it to. */
export function NothingFound({ by, address }: NothingFoundProps) {
  const { parts, clear } = useNarrowing(by, address);
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-10 text-center text-ink-soft text-sm">
      <p>{text.shell.nothingFound}</p>
      <p className="max-w-full break-words">{parts.length > 0 ? words.only(parts.join(", ")) : words.laterPage}</p>
      <Button onClick={clear}>{parts.length > 0 ? words.clear : words.firstPage}</Button>
    </div>
  );
}

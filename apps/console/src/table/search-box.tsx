import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { text } from "~/text/index.ts";
import { useListState } from "./use-list-state.ts";

const CALM_MS = 250;
const MAX_LENGTH = 200;

/** Searches on the server once typing pauses. */
export function SearchBox({ label }: { readonly label: string }) {
  const id = useId();
  const { state, setState } = useListState();
  const searched = state.search ?? "";
  const [typed, setTyped] = useState(searched);
  /** What the address has, as far as it comes from here. */
  const told = useRef(searched);
  useEffect(() => {
    if (searched === told.current) return;
    // Cleared elsewhere, or gone back.
    told.current = searched;
    setTyped(searched);
  }, [searched]);
  useEffect(() => {
    if (typed === searched) return;
    const timer = setTimeout(() => {
      told.current = typed;
      setState({ search: typed });
    }, CALM_MS);
    return () => clearTimeout(timer);
  });
  return (
    <div className="relative w-full max-w-xs">
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-ink-soft" />
      <input
        id={id}
        type="search"
        value={typed}
        maxLength={MAX_LENGTH}
        placeholder={text.common.search}
        onChange={(event) => setTyped(event.target.value)}
        className="h-9 w-full rounded-md border border-line-strong bg-surface pr-3 pl-9 text-sm placeholder:text-ink-soft"
      />
    </div>
  );
}

import { Link } from "@tanstack/react-router";
import type { ListState } from "~/table/use-list-state.ts";

interface FigureProps {
  readonly to: "/" | "/clients" | "/sites" | "/resources" | "/policies";
  /** What narrows the list there to what is counted here. */
  readonly search?: ListState;
  readonly label: string;
  /** Undefined while it is not known yet. */
  readonly value: number | string | undefined;
}

/** A number, and the way to what it counts. */
export function Figure({ to, search = {}, label, value }: FigureProps) {
  return (
    <li>
      <Link
        to={to}
        search={search}
        className="block rounded-lg border border-line bg-surface px-5 py-4 hover:bg-raised"
      >
        <span className="block text-ink-soft text-sm">{label}</span>
        <span className="font-semibold text-2xl tabular-nums">
          {typeof value === "number" ? value.toLocaleString("en") : (value ?? "…")}
        </span>
      </Link>
    </li>
  );
}

import { Link } from "@tanstack/react-router";

interface FigureProps {
  readonly to: "/clients" | "/resources" | "/policies";
  readonly label: string;
  /** Undefined while it is not known yet. */
  readonly value: number | undefined;
}

/** A number, and the way to what it counts. */
export function Figure({ to, label, value }: FigureProps) {
  return (
    <li>
      <Link to={to} className="block rounded-lg border border-line bg-surface px-5 py-4 hover:bg-raised">
        <span className="block text-ink-soft text-sm">{label}</span>
        <span className="font-semibold text-2xl tabular-nums">{value ?? "…"}</span>
      </Link>
    </li>
  );
}

import { text } from "~/text/index.ts";
import type { GraphPath } from "./connection-graph.ts";

const { connections: words } = text.overview;

/** How lines of each path are drawn: told apart by their dashes, not by colour alone. */
export const PATH_LOOKS = {
  direct: { className: "stroke-good", dashes: undefined },
  relayed: { className: "stroke-warn", dashes: "7 5" },
  mixed: { className: "stroke-warn", dashes: "14 4 3 4" },
  unknown: { className: "stroke-line-strong", dashes: "2 5" },
} as const;

/** The path in words, after a piece of its line. */
export function PathMark({ path }: { readonly path: GraphPath }) {
  const { className, dashes } = PATH_LOOKS[path ?? "unknown"];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <svg aria-hidden className="h-2 w-6 shrink-0" viewBox="0 0 24 8">
        <path d="M1 4H23" className={className} strokeWidth={2.5} strokeDasharray={dashes} />
      </svg>
      {pathName(path)}
    </span>
  );
}

export function pathName(path: GraphPath): string {
  return path === null ? words.notReported : words.paths[path];
}

import type { ReactNode } from "react";

/** What narrows a list, above it. */
export function Toolbar({ children }: { readonly children: ReactNode }) {
  return <div className="mb-4 flex flex-wrap items-center gap-3">{children}</div>;
}

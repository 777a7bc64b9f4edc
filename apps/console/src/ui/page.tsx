import type { ReactNode } from "react";
import { useEffect } from "react";
import { PAGE_ACTIONS } from "~/layout/page-actions.ts";

interface PageProps {
  readonly title: string;
  readonly intro?: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: title, one sentence on what it is for, actions, content. */
export function Page({ title, intro, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Firezone`;
  }, [title]);
  return (
    <>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div className="max-w-2xl">
          <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
          {intro && <p className="mt-1 text-ink-soft">{intro}</p>}
        </div>
        {actions && (
          <div {...PAGE_ACTIONS} className="flex flex-wrap items-center gap-2">
            {actions}
          </div>
        )}
      </header>
      {children}
    </>
  );
}

/** A block with a heading of its own within a page. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="mt-8" aria-label={title}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="font-semibold text-lg">{title}</h2>
        {actions && <div {...PAGE_ACTIONS}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

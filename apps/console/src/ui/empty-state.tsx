import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly body: ReactNode;
  readonly action?: ReactNode;
}

/** What a list shows while it has nothing: what belongs here, why one wants it, and the way to the first one. */
export function EmptyState({ icon: Icon, title, body, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-lg border border-line border-dashed px-6 py-14 text-center">
      <span className="mb-4 rounded-full bg-accent-soft p-3 text-accent">
        <Icon aria-hidden className="size-6" />
      </span>
      <p className="font-semibold">{title}</p>
      <p className="mt-1 max-w-md text-ink-soft text-sm">{body}</p>
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}

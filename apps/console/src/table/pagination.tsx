import { ChevronLeft, ChevronRight } from "lucide-react";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import type { Page } from "./list-table.tsx";
import { useListState } from "./use-list-state.ts";

interface PaginationProps {
  readonly metadata: Page<never>["metadata"];
  readonly shown: number;
  /** Of the cursor in the address. */
  readonly name: string;
}

/** The cursor lies in the address, so that going back, reloading and sharing show the same page. */
export function Pagination({ metadata, shown, name }: PaginationProps) {
  const { state, setState } = useListState();
  // Another list of the page stays where it is.
  const goTo = (page: string) => setState({ page: state.page, [name]: page });
  const { count, next_page: next, prev_page: previous } = metadata;
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-between border-line border-t px-4 py-2 text-ink-soft text-xs"
    >
      <span>{text.common.of(shown, count)}</span>
      {(next || previous) && (
        <span className="flex gap-1">
          <Step to={previous} label={text.common.previous} onGo={goTo}>
            <ChevronLeft aria-hidden className="size-4" />
          </Step>
          <Step to={next} label={text.common.next} onGo={goTo}>
            <ChevronRight aria-hidden className="size-4" />
          </Step>
        </span>
      )}
    </nav>
  );
}

interface StepProps {
  readonly to: string | null;
  readonly label: string;
  readonly onGo: (page: string) => void;
  readonly children: React.ReactNode;
}

function Step({ to, label, onGo, children }: StepProps) {
  return (
    <Button
      variant="ghost"
      aria-label={label}
      className="h-7 px-1.5"
      disabledReason={to === null ? text.common.noMore : undefined}
      onClick={() => to !== null && onGo(to)}
    >
      {children}
    </Button>
  );
}

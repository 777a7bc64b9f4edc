import type { LucideIcon } from "lucide-react";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";

interface RowActionProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly whyNot?: string | undefined;
  readonly onClick: () => void;
}

/** A button of a row, as an icon; its label is for whoever cannot see that. */
export function RowAction({ label, icon: Icon, whyNot, onClick }: RowActionProps) {
  return (
    <Button variant="ghost" className="px-2" aria-label={label} title={label} disabledReason={whyNot} onClick={onClick}>
      <Icon aria-hidden className="size-4" />
    </Button>
  );
}

/** The heading of the column with the buttons of rows. */
export function ActionsHeader() {
  return <span className="sr-only">{text.common.actions}</span>;
}

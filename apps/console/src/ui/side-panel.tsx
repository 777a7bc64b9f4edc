import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { text } from "~/text/index.ts";
import { giveFocusBack } from "./give-focus-back.ts";

interface SidePanelProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Slides over the list that it belongs to. Escape closes it; the address says that it is open. */
export function SidePanel({ title, description, onClose, children }: SidePanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          ref={panel}
          onOpenAutoFocus={(event) => startAtFirstField(event, panel.current)}
          onCloseAutoFocus={giveFocusBack}
          {...(description ? {} : { "aria-describedby": undefined })}
          className="fixed inset-y-0 right-0 z-40 flex w-full max-w-xl flex-col border-line border-l bg-surface shadow-2xl"
        >
          <div className="flex items-start justify-between gap-4 border-line border-b px-6 py-4">
            <div>
              <Dialog.Title className="font-semibold text-lg">{title}</Dialog.Title>
              {description && <Dialog.Description className="text-ink-soft text-sm">{description}</Dialog.Description>}
            </div>
            <Dialog.Close aria-label={text.common.close} className="rounded p-1 text-ink-soft hover:bg-raised">
              <X aria-hidden className="size-5" />
            </Dialog.Close>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <div tabIndex={0} className="flex-1 overflow-y-auto px-6 py-5">
            {children}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What opens to be filled in begins at its first field, not at the button that closes it. */
function startAtFirstField(event: Event, panel: HTMLElement | null): void {
  const field = panel?.querySelector<HTMLElement>("form :is(input:not([type=hidden]), select, [role=combobox])");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

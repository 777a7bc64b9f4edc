import { Tooltip as Radix } from "radix-ui";
import { type ReactNode, useRef, useState } from "react";

const SCROLLED_MS = 50;

/** What a control is or why it is off, on hover and on focus. */
export function Tooltip({ text, children }: { readonly text: ReactNode; readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const opening = useRef<number>(undefined);
  const change = (next: boolean) => {
    window.clearTimeout(opening.current);
    // What gets the focus is scrolled to, and scrolling closes a tooltip: it opens once that is over.
    if (next) opening.current = window.setTimeout(() => setOpen(true), SCROLLED_MS);
    else setOpen(false);
  };
  return (
    <Radix.Root delayDuration={200} open={isOpen} onOpenChange={change}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={6}
          className="z-50 max-w-xs rounded-md bg-ink px-2.5 py-1.5 text-canvas text-xs shadow-lg"
        >
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const TooltipProvider = Radix.Provider;

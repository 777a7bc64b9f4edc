import { Check, X } from "lucide-react";
import { Toast } from "radix-ui";
import { useSyncExternalStore } from "react";
import { text } from "~/text/index.ts";

interface Message {
  readonly id: number;
  readonly text: string;
}

const SHOWN_MS = 5_000;
/** More would cover what somebody works on. */
const MOST = 2;
let messages: readonly Message[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function update(change: readonly Message[]): void {
  messages = change;
  for (const listener of listeners) listener();
}

/** Tells in passing that something was done. What went wrong is said where it happened instead. */
export function toast(message: string): void {
  update([...messages, { id: nextId++, text: message }].slice(-MOST));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <Toast.Provider duration={SHOWN_MS}>
      {shown.map(({ id, text: message }) => (
        <Toast.Root
          key={id}
          onOpenChange={(open) => !open && update(messages.filter((one) => one.id !== id))}
          className="flex items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-sm shadow-lg"
        >
          <Check aria-hidden className="size-4 shrink-0 text-good" />
          <Toast.Description>{message}</Toast.Description>
          <Toast.Close aria-label={text.common.close} className="ml-auto rounded p-0.5 text-ink-soft hover:bg-raised">
            <X aria-hidden className="size-4" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed bottom-4 left-4 z-50 flex w-80 max-w-[calc(100%-2rem)] flex-col gap-2" />
    </Toast.Provider>
  );
}

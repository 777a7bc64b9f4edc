import { AlertDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { isNotFound } from "~/api/errors.ts";
import type { LoggedItem } from "~/forms/author.ts";
import { Notice } from "~/forms/notice.tsx";
import { text } from "~/text/index.ts";
import { Button } from "./button.tsx";
import { ErrorNote } from "./error-note.tsx";
import { giveFocusBack } from "./give-focus-back.ts";
import { toast } from "./toaster.tsx";

interface ConfirmProps {
  readonly title: string;
  /** What goes with it, by name. */
  readonly children: ReactNode;
  readonly action: string;
  /** Of the button that does it. */
  readonly tone?: "danger" | "primary";
  /** Why it cannot be done by whoever looks; for questions with an address of their own. */
  readonly disabledReason?: string | undefined;
  readonly onConfirm: () => Promise<unknown>;
  /** Said in passing once it is done. */
  readonly done?: string;
  /** Where to go then; without it the page stays. */
  readonly onDone?: () => unknown;
  readonly onClose: () => void;
  /** What it is about, once somebody else has deleted it: there is nothing to ask any more. */
  readonly gone?: LoggedItem | undefined;
}

/** Asks before something is lost, and stays open with the reason where it cannot be done. */
export function Confirm(props: ConfirmProps) {
  const { title, children, action, tone = "danger", disabledReason, onConfirm, done, onDone, onClose, gone } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      if (done !== undefined) toast(done);
      await onDone?.();
      onClose();
    } catch (caught) {
      setError(isNotFound(caught) ? new Error(text.errors.goneMeanwhile) : caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 bg-black/40" />
        <AlertDialog.Content
          onCloseAutoFocus={giveFocusBack}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100%-2rem)] w-[calc(100%-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-lg border border-line bg-surface p-6 shadow-2xl"
        >
          <AlertDialog.Title className="font-semibold text-lg">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-2 text-ink-soft text-sm">
              {gone ? <Notice item={gone} operation="delete" title={text.forms.itemDeleted} /> : children}
            </div>
          </AlertDialog.Description>
          <ErrorNote error={error} />
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{gone ? text.common.close : text.common.cancel}</Button>
            </AlertDialog.Cancel>
            {!gone && (
              <Button variant={tone} busy={busy} disabledReason={disabledReason} onClick={() => void confirm()}>
                {action}
              </Button>
            )}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** Asks before an item is deleted. */
export function ConfirmDelete(props: Omit<ConfirmProps, "action" | "tone">) {
  return <Confirm {...props} action={text.common.delete} />;
}

interface SwitchWords {
  readonly enable: string;
  readonly disable: string;
  readonly enableTitle: (name: string) => string;
  readonly disableTitle: (name: string) => string;
}

interface ConfirmSwitchProps extends Omit<ConfirmProps, "title" | "action" | "tone"> {
  readonly words: SwitchWords;
  readonly name: string;
  readonly isDisabled: boolean;
}

/** Asks before an item is disabled, or enabled again. */
export function ConfirmSwitch({ words, name, isDisabled, ...props }: ConfirmSwitchProps) {
  return isDisabled ? (
    <Confirm {...props} title={words.enableTitle(name)} action={words.enable} tone="primary" />
  ) : (
    <Confirm {...props} title={words.disableTitle(name)} action={words.disable} />
  );
}

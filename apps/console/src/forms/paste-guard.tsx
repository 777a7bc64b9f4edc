import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { text } from "~/text/index.ts";

const { forms: words } = text;
/** Of fields that say nothing about it, such as those of numbers and times. */
const DEFAULT_MAX = 64;
const TYPED_IN = ["text", "search", "email", "url", "password", "number", "datetime-local", "time", "tel"];

interface Refusal {
  readonly field: HTMLElement;
  readonly message: string;
}

/**
 * Keeps out what a field cannot take, and says so at the field: a browser would cut it off, or join its lines, without
 * a word. One for all fields of the console; how much one takes is its `maxLength`.
 */
export function PasteGuard() {
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => {
    const check = (event: ClipboardEvent) => {
      const field = event.target;
      if (!isField(field)) return;
      const pasted = event.clipboardData?.getData("text") ?? "";
      const message = refusalOf(field, pasted);
      setRefusal(message === undefined ? undefined : { field, message });
      if (message !== undefined) {
        event.preventDefault();
        event.stopPropagation();
      } else if (isList(field) && linesOf(pasted) > 1) {
        event.preventDefault();
        document.execCommand(
          "insertText",
          false,
          pasted
            .trim()
            .split(/\s*\n\s*/)
            .join(", "),
        );
      }
    };
    const forget = () => setRefusal(undefined);
    document.addEventListener("paste", check, true);
    document.addEventListener("input", forget, true);
    document.addEventListener("focusout", forget, true);
    return () => {
      document.removeEventListener("paste", check, true);
      document.removeEventListener("input", forget, true);
      document.removeEventListener("focusout", forget, true);
    };
  }, []);
  if (!refusal) return null;
  const { left, bottom, width } = refusal.field.getBoundingClientRect();
  return createPortal(
    <p
      role="alert"
      style={{ left, top: bottom, minWidth: Math.min(width, window.innerWidth - left) }}
      className="pointer-events-none fixed z-60 mt-1 max-w-sm rounded-md bg-bad-soft px-3 py-2 text-bad text-xs shadow-lg"
    >
      {refusal.message}
    </p>,
    document.body,
  );
}

type Field = HTMLInputElement | HTMLTextAreaElement;

function isField(target: EventTarget | null): target is Field {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && TYPED_IN.includes(target.type);
}

function isList(field: Field): boolean {
  return field.dataset.takes === "list";
}

function refusalOf(field: Field, pasted: string): string | undefined {
  const most = field.maxLength < 0 ? DEFAULT_MAX : field.maxLength;
  const lines = linesOf(pasted);
  if (lines > 1 && field instanceof HTMLInputElement && !isList(field)) return words.tooManyLines(lines);
  // Numbers and times have no selection; what is pasted into them takes the place of what is there.
  const replaced = (field.selectionEnd ?? 0) - (field.selectionStart ?? -field.value.length);
  const length = field.value.length - replaced + pasted.trim().length;
  return length > most ? words.tooLong(length, most) : undefined;
}

/** Blank ends are none: what is copied from a terminal ends with one. */
function linesOf(pasted: string): number {
  return pasted.trim().split("\n").length;
}

import { CircleAlert } from "lucide-react";
import { ApiError } from "~/api/errors.ts";
import { text } from "~/text/index.ts";

const UNAUTHORIZED = 401;

/** Says what went wrong where it happened. Nothing where nothing did. */
export function ErrorNote({ error }: { readonly error: unknown }) {
  if (error === undefined || error === null) return null;
  return (
    <div role="alert" className="mt-4 flex gap-2 rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 break-words">{describe(error)}</span>
    </div>
  );
}

export function describe(error: unknown): string {
  if (error instanceof ApiError) {
    // Outside of a form no field stands there to take its message.
    const [field] = Object.entries(error.fields);
    const message = error.fields.base ?? (field ? `${error.message} (${field.join(" ")})` : error.message);
    if (error.status === UNAUTHORIZED) return `${text.shell.sessionEnded.title}.`;
    return error.status === 403 ? `${text.errors.forbidden} ${message}` : message;
  }
  return error instanceof Error ? error.message : String(error);
}

import { toLocal } from "~/forms/moment.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { CodeBlock } from "~/ui/code-block.tsx";

const YEAR_MS = 365 * 86_400_000;

/** What a form of a new token begins with, as `datetime-local` has it. */
export function inAYear(): string {
  return toLocal(new Date(Date.now() + YEAR_MS));
}

/** A new token, which the portal does not show again. */
export function TokenOnce({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  return (
    <>
      <p className="mb-3 text-sm">{text.serviceAccounts.shownOnce}</p>
      <CodeBlock code={token} />
      <div className="mt-6 flex justify-end">
        <Button variant="primary" onClick={onClose}>
          {text.serviceAccounts.copied}
        </Button>
      </div>
    </>
  );
}

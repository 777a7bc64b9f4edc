import { useQueryClient } from "@tanstack/react-query";
import { AlertDialog } from "radix-ui";
import { signInAddress } from "~/account.ts";
import { markSignedIn, useSignedOut } from "~/api/session.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";

/** Lies over the page once the portal no longer knows the session; what was typed below it stays. */
export function SessionEnded() {
  const isSignedOut = useSignedOut();
  const queries = useQueryClient();
  const { title, body, signIn, resume } = text.shell.sessionEnded;
  const goOn = () => {
    markSignedIn();
    void queries.invalidateQueries();
  };
  return (
    <AlertDialog.Root open={isSignedOut}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 bg-black/50" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 w-[calc(100%-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 rounded-lg border border-line bg-surface p-6 shadow-2xl">
          <AlertDialog.Title className="font-semibold text-lg">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-ink-soft text-sm">{body}</AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <a
              href={signInAddress()}
              target="_blank"
              rel="noreferrer"
              className="inline-flex h-9 items-center rounded-md border border-line px-3.5 font-medium text-sm hover:bg-raised"
            >
              {signIn}
            </a>
            <AlertDialog.Action asChild>
              <Button variant="primary" onClick={goOn}>
                {resume}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { Page } from "~/ui/page.tsx";

export function NotFound() {
  return (
    <Page title={text.errors.notFound.title} intro={text.errors.notFound.body}>
      <Link to="/" className="text-accent underline">
        {text.errors.notFound.back}
      </Link>
    </Page>
  );
}

/** A page that could not be shown; the rest of the console goes on. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  if (isOutdated(error)) {
    return (
      <Page title={text.errors.outdated.title} intro={text.errors.outdated.body}>
        <Button variant="primary" onClick={() => location.reload()}>
          {text.errors.outdated.reload}
        </Button>
      </Page>
    );
  }
  return (
    <Page title={text.errors.title}>
      <ErrorNote error={error} />
      <Button className="mt-4" onClick={reset}>
        {text.common.retry}
      </Button>
    </Page>
  );
}

/** Whether a part of the console is gone, as after an update of the portal. Each browser says it in words of its own. */
function isOutdated(error: unknown): boolean {
  return (
    error instanceof TypeError && /dynamically imported module|Importing a module script failed/i.test(error.message)
  );
}

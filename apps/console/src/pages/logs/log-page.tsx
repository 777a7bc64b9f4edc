import { Link, Outlet, useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { Page } from "~/ui/page.tsx";
import { toast } from "~/ui/toaster.tsx";
import { exportLog } from "./export-log.ts";
import { LogFilters } from "./log-filters.tsx";
import { type LogKindName, logKindOf } from "./log-kinds.ts";
import { type LogQuery, logQuery } from "./log-query.ts";
import { LogTable } from "./log-table.tsx";

const { logs: words } = text;
const NAMES: readonly LogKindName[] = ["changes", "sessions", "api-requests", "flows"];

/** The logs, one at a time; an entry as a whole slides over. */
export function LogPage() {
  const kind = logKindOf(useParams({ from: "/logs/$kind" }).kind);
  const { state } = useListState();
  const query = logQuery(kind, state);
  return (
    <Page title={words.title} intro={words.intro} actions={<Export key={kind} kind={kind} query={query} />}>
      <nav aria-label={words.title} className="mb-4 flex gap-1 overflow-x-auto overflow-y-hidden border-line border-b">
        {NAMES.map((name) => (
          <Link
            key={name}
            to="/logs/$kind"
            params={{ kind: name }}
            search={{ actor: state.actor, begin: state.begin, end: state.end }}
            activeOptions={{ includeSearch: false }}
            className="whitespace-nowrap border-transparent border-b-2 px-3 py-2 text-ink-soft text-sm data-[status=active]:border-accent data-[status=active]:text-ink"
          >
            {words.kinds[name]}
          </Link>
        ))}
      </nav>
      <LogFilters kind={kind} />
      <LogTable key={kind} kind={kind} query={query} />
      <Outlet />
    </Page>
  );
}

function Export({ kind, query }: { readonly kind: LogKindName; readonly query: LogQuery }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
      if (await exportLog(`${kind}.ndjson`, new URLSearchParams(given))) toast(words.exported(kind));
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button busy={busy} title={words.exportHint} onClick={() => void save()}>
        <Download aria-hidden className="size-4" />
        {words.export}
      </Button>
      <ErrorNote error={error} />
    </>
  );
}

import { Unplug } from "lucide-react";
import { useSyncExternalStore } from "react";
import type { ConnectionTotals } from "~/api/types.ts";
import { useActorChoices, useSiteChoices } from "~/forms/choices.ts";
import { useActorName, useSiteName } from "~/forms/names.ts";
import { type NarrowedBy, useNarrowing } from "~/table/narrowing.ts";
import { NothingFound } from "~/table/nothing-found.tsx";
import { PickedFilter } from "~/table/picked-filter.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { Section } from "~/ui/page.tsx";
import { ConnectionTable } from "./connection-table.tsx";
import { GraphView } from "./graph-view.tsx";
import { Throughput } from "./throughput.tsx";
import { useConnections } from "./use-connections.ts";

const { connections: words } = text.overview;
type View = "graph" | "table";
const VIEWS: readonly View[] = ["graph", "table"];
const NARROWED_BY: readonly NarrowedBy[] = [
  { name: "site", label: words.site },
  { name: "person", label: words.person },
];
/** Below that the graph's boxes have no room for words. */
const ROOM = matchMedia("(min-width: 48rem)");

/** What is connected now, as a graph or as a table, narrowed to a site or a person, or to what is searched for. */
export function Connections({ seesPeople }: { readonly seesPeople: boolean }) {
  const { state } = useListState();
  const hasRoom = useRoom();
  const view: View = state.view === "table" || !hasRoom ? "table" : "graph";
  const { connections: query, order } = useConnections(view);
  const { parts } = useNarrowing(NARROWED_BY);
  const list = query.data;
  const isEmpty = list?.metadata.count === 0;
  const nothing = <EmptyState icon={Unplug} title={words.empty.title} body={words.empty.body} />;
  return (
    <Section title={words.title} actions={list && !isEmpty && <Throughput totals={list.metadata} />}>
      {(parts.length > 0 || !isEmpty) && <Narrowing seesPeople={seesPeople} view={hasRoom ? view : undefined} />}
      {view === "table" && <ConnectionTable query={query} order={order} filters={NARROWED_BY} empty={nothing} />}
      {view === "graph" && (
        <>
          <ErrorNote error={list ? undefined : query.error} />
          {query.isPending && <p className="text-ink-soft text-sm">{text.common.loading}</p>}
          {isEmpty && (parts.length > 0 ? <NothingFound by={NARROWED_BY} /> : nothing)}
          {list && !isEmpty && <GraphView connections={list.data} />}
        </>
      )}
      {list && <Notes metadata={list.metadata} shown={view === "graph" ? list.data.length : undefined} />}
    </Section>
  );
}

interface NarrowingProps {
  readonly seesPeople: boolean;
  /** Undefined where there is no choice. */
  readonly view: View | undefined;
}

function Narrowing({ seesPeople, view }: NarrowingProps) {
  const { setState } = useListState();
  return (
    <Toolbar>
      <SearchBox label={words.search} />
      <PickedFilter
        name="site"
        label={words.site}
        any={words.everySite}
        useChoices={useSiteChoices}
        useName={useSiteName}
      />
      {seesPeople && (
        <PickedFilter
          name="person"
          label={words.person}
          any={words.anybody}
          useChoices={useActorChoices}
          useName={useActorName}
        />
      )}
      {view && (
        <fieldset className="ml-auto flex items-center gap-1">
          <legend className="sr-only">{words.view}</legend>
          {VIEWS.map((one) => (
            <Button
              key={one}
              variant={one === view ? "secondary" : "ghost"}
              aria-pressed={one === view}
              onClick={() => setState({ view: one === "graph" ? undefined : one })}
            >
              {words.views[one]}
            </Button>
          ))}
        </fieldset>
      )}
    </Toolbar>
  );
}

interface NotesProps {
  readonly metadata: ConnectionTotals;
  /** By a view that shows all it can at once. */
  readonly shown: number | undefined;
}

/** What is not shown, and why. */
function Notes({ metadata: { count, truncated, unreported_count: silent }, shown }: NotesProps) {
  return (
    <div className="mt-3 space-y-1 text-ink-soft text-sm">
      {truncated && <p>{shown === undefined ? words.manyMore : words.truncated(shown, count)}</p>}
      {silent > 0 && <p>{words.silent(silent, count)}</p>}
    </div>
  );
}

function useRoom(): boolean {
  return useSyncExternalStore(
    (listener) => {
      ROOM.addEventListener("change", listener);
      return () => ROOM.removeEventListener("change", listener);
    },
    () => ROOM.matches,
  );
}

import { Unplug, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import type { Connection } from "~/api/types.ts";
import { useActorChoices } from "~/forms/choices.ts";
import { Picker } from "~/forms/picker.tsx";
import { ListFilter } from "~/table/list-filter.tsx";
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
import { useSites } from "./use-sites.ts";

const { connections: words } = text.overview;
type View = "graph" | "table";
const VIEWS: readonly View[] = ["graph", "table"];
/** Below that the graph's boxes have no room for words. */
const ROOM = matchMedia("(min-width: 48rem)");

/** What is connected now, as a graph or as a table, narrowed to a site or a person. */
export function Connections({ seesPeople }: { readonly seesPeople: boolean }) {
  const query = useConnections();
  const { state } = useListState();
  const hasRoom = useRoom();
  const isNarrowed = state.site !== undefined || state.person !== undefined;
  const connections = query.data?.data ?? [];
  const isEmpty = query.data !== undefined && connections.length === 0;
  const view: View = state.view === "table" || !hasRoom ? "table" : "graph";
  return (
    <Section title={words.title} actions={connections.length > 0 && <Throughput connections={connections} />}>
      {(isNarrowed || !isEmpty) && <Narrowing seesPeople={seesPeople} view={hasRoom ? view : undefined} />}
      <ErrorNote error={query.data ? undefined : query.error} />
      {query.isPending && <p className="text-ink-soft text-sm">{text.common.loading}</p>}
      {isEmpty && isNarrowed && <p className="text-ink-soft text-sm">{words.nothingFor}</p>}
      {isEmpty && !isNarrowed && <EmptyState icon={Unplug} title={words.empty.title} body={words.empty.body} />}
      {connections.length > 0 && view === "graph" && <GraphView connections={connections} />}
      {connections.length > 0 && view === "table" && <ConnectionTable connections={connections} />}
      {query.data && <Notes connections={connections} count={query.data.metadata.count} />}
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
  const sites = useSites().data?.data ?? [];
  return (
    <Toolbar>
      <ListFilter name="site" label={words.site} options={sites.map(({ id, name }) => ({ value: id, label: name }))} />
      {seesPeople && <PersonFilter />}
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

function PersonFilter() {
  const { state, setState } = useListState();
  const name = useConnections().data?.data.find(({ actor_id: id }) => id === state.person)?.actor_name;
  return (
    <div className="flex items-center gap-2">
      <span className="text-ink-soft text-sm">{words.person}</span>
      <div className="w-44">
        <Picker
          label={words.person}
          placeholder={words.anybody}
          picked={state.person === undefined ? undefined : { id: state.person, name: name ?? words.onePerson }}
          useChoices={useActorChoices}
          onPick={({ id }) => setState({ person: id })}
        />
      </div>
      {state.person !== undefined && (
        <Button
          variant="ghost"
          className="px-2"
          aria-label={words.forgetPerson}
          onClick={() => setState({ person: undefined })}
        >
          <X aria-hidden className="size-4" />
        </Button>
      )}
    </div>
  );
}

/** What is not shown, and why. */
function Notes({ connections, count }: { readonly connections: readonly Connection[]; readonly count: number }) {
  const silent = connections.filter(({ path }) => path === null).length;
  return (
    <div className="mt-3 space-y-1 text-ink-soft text-sm">
      {count > connections.length && <p>{words.truncated(connections.length, count)}</p>}
      {silent > 0 && <p>{words.silent(silent, connections.length)}</p>}
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

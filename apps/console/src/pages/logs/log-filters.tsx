import { useActorChoices } from "~/forms/choices.ts";
import { useActorName } from "~/forms/names.ts";
import { FILTER_CONTROL, LabelledFilter, ListFilter } from "~/table/list-filter.tsx";
import type { NarrowedBy } from "~/table/narrowing.ts";
import { PickedFilter } from "~/table/picked-filter.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import type { LogKindName } from "./log-kinds.ts";

const { logs: words } = text;
const OBJECTS = Object.entries(words.objects).map(([value, label]) => ({ value, label }));
const OPERATIONS = Object.entries(words.operations).map(([value, label]) => ({ value, label }));

/** For whoever finds nothing. */
export const LOG_FILTERS: readonly NarrowedBy[] = [
  { name: "actor", label: words.who },
  { name: "begin", label: words.begin },
  { name: "end", label: words.end },
  { name: "operation", label: words.operation, options: OPERATIONS },
  { name: "object", label: words.object, options: OBJECTS },
];

/** What narrows a log; all of it is in the address. */
export function LogFilters({ kind }: { readonly kind: LogKindName }) {
  return (
    <Toolbar>
      <PickedFilter
        name="actor"
        label={words.who}
        any={words.anybody}
        useChoices={useActorChoices}
        useName={useActorName}
      />
      <MomentFilter name="begin" label={words.begin} />
      <MomentFilter name="end" label={words.end} />
      {kind === "changes" && (
        <>
          <ListFilter name="operation" label={words.operation} options={OPERATIONS} />
          <ListFilter name="object" label={words.object} options={OBJECTS} />
        </>
      )}
    </Toolbar>
  );
}

function MomentFilter({ name, label }: { readonly name: "begin" | "end"; readonly label: string }) {
  const { state, setState } = useListState();
  return (
    <LabelledFilter label={label}>
      {(id) => (
        <input
          id={id}
          type="datetime-local"
          value={state[name] ?? ""}
          onChange={(event) => setState({ [name]: event.target.value })}
          className={FILTER_CONTROL}
        />
      )}
    </LabelledFilter>
  );
}

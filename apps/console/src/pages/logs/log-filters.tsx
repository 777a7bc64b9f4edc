import { X } from "lucide-react";
import { api } from "~/api/client.ts";
import { useActorChoices } from "~/forms/choices.ts";
import { Picker } from "~/forms/picker.tsx";
import { FILTER_CONTROL, LabelledFilter, ListFilter } from "~/table/list-filter.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import type { LogKindName } from "./log-kinds.ts";

const { logs: words } = text;
const OBJECTS = Object.entries(words.objects).map(([value, label]) => ({ value, label }));
const OPERATIONS = Object.entries(words.operations).map(([value, label]) => ({ value, label }));

/** What narrows a log; all of it is in the address. */
export function LogFilters({ kind }: { readonly kind: LogKindName }) {
  return (
    <Toolbar>
      <ActorFilter />
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

function ActorFilter() {
  const { state, setState } = useListState();
  const actor = api.useQuery(
    "get",
    "/actors/{id}",
    { params: { path: { id: state.actor ?? "" } } },
    { enabled: state.actor !== undefined },
  );
  const placeholder = state.actor === undefined ? words.anybody : text.common.loading;
  return (
    <div className="flex w-64 items-center gap-1">
      <Picker
        label={words.who}
        placeholder={actor.isError ? words.gone : placeholder}
        picked={actor.data?.data}
        useChoices={useActorChoices}
        onPick={({ id }) => setState({ actor: id })}
      />
      {state.actor !== undefined && (
        <Button
          variant="ghost"
          className="px-2"
          aria-label={words.anybody}
          onClick={() => setState({ actor: undefined })}
        >
          <X aria-hidden className="size-4" />
        </Button>
      )}
    </div>
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

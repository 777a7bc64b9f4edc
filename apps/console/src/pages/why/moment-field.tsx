import { FILTER_CONTROL, LabelledFilter } from "~/table/list-filter.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";

/** A past moment in the address; empty: now. */
export function MomentField() {
  const { state, setState } = useListState();
  return (
    <LabelledFilter label={text.why.at}>
      {(id) => (
        <input
          id={id}
          type="datetime-local"
          value={state.at ?? ""}
          onChange={(event) => setState({ at: event.target.value })}
          className={FILTER_CONTROL}
        />
      )}
    </LabelledFilter>
  );
}

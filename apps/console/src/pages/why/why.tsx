import { useSearch } from "@tanstack/react-router";
import { useActorChoices, useClientChoices, useResourceChoices } from "~/forms/choices.ts";
import { Picker } from "~/forms/picker.tsx";
import { type ListState, useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Page } from "~/ui/page.tsx";
import { Explained } from "./explained.tsx";

const { why: words } = text;

/** Whether somebody may reach something, now or at a past moment, and for what reasons. The question is in the address. */
export function Why() {
  const { actor, client, resource, at }: ListState = useSearch({ strict: false });
  return (
    <Page title={words.title} intro={words.intro}>
      <Question />
      {resource !== undefined && (actor !== undefined || client !== undefined) && (
        <Explained actorId={actor} clientId={client} resourceId={resource} at={at} />
      )}
    </Page>
  );
}

function Question() {
  const { state, setState } = useListState();
  return (
    <div className="grid gap-4 rounded-lg border border-line bg-surface p-5 md:grid-cols-2 lg:grid-cols-4">
      <Part label={words.person}>
        <Picker
          label={words.person}
          placeholder={state.actor ? words.chosen : text.common.choose}
          useChoices={useActorChoices}
          onPick={({ id }) => setState({ actor: id, client: undefined })}
        />
      </Part>
      <Part label={words.orClient}>
        <Picker
          label={words.orClient}
          placeholder={state.client ? words.chosen : text.common.choose}
          useChoices={useClientChoices}
          onPick={({ id }) => setState({ client: id, actor: undefined })}
        />
      </Part>
      <Part label={words.resource}>
        <Picker
          label={words.resource}
          placeholder={state.resource ? words.chosen : text.common.choose}
          useChoices={useResourceChoices}
          onPick={({ id }) => setState({ resource: id })}
        />
      </Part>
      <div>
        <label htmlFor="at" className="mb-1 block font-medium text-sm">
          {words.at}
        </label>
        <input
          id="at"
          type="datetime-local"
          value={state.at ?? ""}
          onChange={(event) => setState({ at: event.target.value })}
          className="h-9 w-full rounded-md border border-line-strong bg-surface px-3 text-sm"
        />
      </div>
    </div>
  );
}

function Part({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <p className="mb-1 font-medium text-sm">{label}</p>
      {children}
    </div>
  );
}

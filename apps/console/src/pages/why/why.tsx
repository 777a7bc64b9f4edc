import { useSearch } from "@tanstack/react-router";
import { CircleCheck, CircleX } from "lucide-react";
import { useEffect } from "react";
import { api } from "~/api/client.ts";
import type { Explanation } from "~/api/types.ts";
import { useActorChoices, useClientChoices, useResourceChoices } from "~/forms/choices.ts";
import { toInstant } from "~/forms/moment.ts";
import { Picker } from "~/forms/picker.tsx";
import { type ListState, useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { Page, Section } from "~/ui/page.tsx";

const { why: words } = text;

/** Whether somebody may reach something, now or at a past moment, and for what reasons. The question is in the address. */
export function Why() {
  const { actor, client, resource, at }: ListState = useSearch({ strict: false });
  const explain = api.useMutation("post", "/access/explain");
  const { mutate, reset } = explain;
  const isComplete = resource !== undefined && (actor !== undefined || client !== undefined);
  useEffect(() => {
    if (!isComplete) return reset();
    const who = client === undefined ? { actor_id: actor } : { client_id: client };
    mutate({ body: { ...who, resource_id: resource, at: toInstant(at) } });
  }, [actor, client, resource, at, isComplete, mutate, reset]);
  return (
    <Page title={words.title} intro={words.intro}>
      <Question />
      <ErrorNote error={explain.error} />
      {explain.data && <Answer explanation={explain.data.data} />}
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

function Answer({ explanation }: { readonly explanation: Explanation }) {
  const { allowed, actor, resource, sentences, policies } = explanation;
  const Icon = allowed ? CircleCheck : CircleX;
  return (
    <div role="status">
      <p className="mt-8 flex items-center gap-3 font-semibold text-xl">
        <Icon aria-hidden className={`size-6 ${allowed ? "text-good" : "text-bad"}`} />
        {words.verdict(allowed, actor?.name ?? words.somebody, resource?.name ?? words.something)}
      </p>
      <ul className="mt-3 list-disc space-y-1 pl-6">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {policies.length > 0 && (
        <Section title={words.considered}>
          <ul className="space-y-3">
            {policies.map((policy) => (
              <Considered key={policy.policy_id} policy={policy} />
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

function Considered({ policy }: { readonly policy: Explanation["policies"][number] }) {
  const { applies, group, description, obstacles, conditions } = policy;
  return (
    <li className="rounded-lg border border-line bg-surface px-5 py-4 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={applies ? "good" : "neutral"}>{applies ? words.applies : words.doesNotApply}</Badge>
        <span className="font-medium">{group?.name ?? text.policies.groupGone}</span>
        {description !== null && <span className="text-ink-soft">{description}</span>}
      </p>
      {(obstacles.length > 0 || conditions.length > 0) && (
        <ul className="mt-2 space-y-1">
          {obstacles.map((obstacle) => (
            <li key={obstacle}>{words.obstacles[obstacle]}</li>
          ))}
          {conditions.map((condition) => (
            <ConditionLine key={condition.property} condition={condition} />
          ))}
        </ul>
      )}
    </li>
  );
}

type Condition = Explanation["policies"][number]["conditions"][number];

function ConditionLine({ condition: { property, operator, wanted, saw, state } }: { readonly condition: Condition }) {
  const name = text.policies.properties[property] ?? property;
  const holds = state === "holds";
  const Icon = holds ? CircleCheck : CircleX;
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${holds ? "text-good" : "text-bad"}`} />
      <span>
        {words.wanted(name, text.policies.operators[operator] ?? operator, (wanted ?? []).join(", "))}{" "}
        <span className="text-ink-soft">{words.saw(saw ?? words.unknown)}</span>
      </span>
    </li>
  );
}

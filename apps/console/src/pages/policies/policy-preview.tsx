import { keepPreviousData } from "@tanstack/react-query";
import { useFormContext } from "react-hook-form";
import { api } from "~/api/client.ts";
import { useMe } from "~/api/me.ts";
import type { Preview } from "~/api/types.ts";
import { useCalm } from "~/forms/use-calm.ts";
import { text } from "~/text/index.ts";
import type { PolicyValues } from "./policy-values.ts";
import { storeRule } from "./rule/rule.ts";
import { ruleProblem } from "./rule/rule-problem.ts";
import { propertyName } from "./rule/rule-text.ts";

const { preview: words } = text.rule;
const NAMED = 5;
/** Time ranges begin and end, and clients come and go. */
const ANEW_MS = 30_000;

/** Whom the conditions, as they stand in the form, would let in at this moment. */
export function PolicyPreview() {
  const { role } = useMe();
  const mayAsk = role === "admin" || role === "auditor";
  const { group_id, rule } = useFormContext<PolicyValues>().watch();
  const { conditions, condition_tree } = storeRule(rule);
  const isWorthIt = mayAsk && group_id !== "" && ruleProblem(rule) === undefined;
  const proposal = useCalm(isWorthIt ? JSON.stringify({ group_id, conditions, condition_tree }) : undefined);
  if (proposal === undefined || !isWorthIt) return null;
  return (
    <section
      role="status"
      aria-label={words.title}
      className="mt-4 rounded-md border border-line bg-raised px-4 py-3 text-sm"
    >
      <p className="font-medium text-ink">{words.title}</p>
      <p className="text-ink-soft text-xs">{words.hint}</p>
      <Answer proposal={proposal} />
    </section>
  );
}

function Answer({ proposal }: { readonly proposal: string }) {
  const letIn = usePreview(proposal, "true").data?.data;
  const keptOut = usePreview(proposal, "false").data?.data;
  if (!letIn || !keptOut) return <p className="mt-1 text-ink-soft">{text.common.loading}</p>;
  const without = letIn.members_without_clients;
  return (
    <>
      {letIn.let_in + letIn.kept_out === 0 && <p className="mt-1 text-ink-soft">{words.nobody}</p>}
      <Clients title={words.letIn(letIn.let_in)} look="text-good" count={letIn.let_in} clients={letIn.clients} />
      <Clients
        title={words.keptOut(keptOut.kept_out)}
        look="text-bad"
        count={keptOut.kept_out}
        clients={keptOut.clients}
      />
      {without > 0 && <p className="mt-2 text-ink-soft text-xs">{words.withoutClients(without)}</p>}
    </>
  );
}

interface ClientsProps {
  readonly title: string;
  readonly look: string;
  readonly count: number;
  readonly clients: Preview["clients"];
}

function Clients({ title, look, count, clients }: ClientsProps) {
  if (count === 0) return null;
  return (
    <div className="mt-2">
      <p className={look}>{title}</p>
      <ul className="list-disc pl-5 text-ink">
        {clients.slice(0, NAMED).map(({ client, actor, online, violated_properties: violated }) => {
          const name = words.client(client.name, actor.name);
          const notes = [...violated.map(propertyName), ...(online ? [] : [words.offline])];
          return <li key={client.id}>{notes.length > 0 ? words.because(name, notes.join(", ")) : name}</li>;
        })}
        {count > NAMED && <li>{text.accessDiff.andMore(count - NAMED)}</li>}
      </ul>
    </div>
  );
}

function usePreview(proposal: string, allowed: "true" | "false") {
  const policy: { group_id: string } = JSON.parse(proposal);
  return api.useQuery(
    "post",
    "/access/preview",
    { params: { query: { allowed, limit: String(NAMED) } }, body: { policy } },
    { staleTime: 0, gcTime: 0, refetchInterval: ANEW_MS, placeholderData: keepPreviousData },
  );
}

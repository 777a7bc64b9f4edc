import type { LinkProps } from "@tanstack/react-router";
import { Circle, CircleCheck } from "lucide-react";
import { api } from "~/api/client.ts";
import { useMe, useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { LinkButton } from "~/ui/link-button.tsx";
import { Section } from "~/ui/page.tsx";
import { useSites } from "./use-sites.ts";

const { steps: words } = text.overview;

interface Step {
  readonly title: string;
  readonly body: string;
  readonly action: string;
  readonly to: Pick<LinkProps, "to" | "params">;
  readonly isDone: boolean;
  readonly whyNot: string | undefined;
}

/** Leads from an empty account to the first connection. Gone once all is done, and until it is known what is. */
export function FirstSteps() {
  const steps = useSteps();
  if (!steps || steps.every(({ isDone }) => isDone)) return null;
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <Section
      title={words.title}
      actions={
        <span className="text-ink-soft text-sm">
          {words.progress(steps.filter(({ isDone }) => isDone).length, steps.length)}
        </span>
      }
    >
      <p className="mb-3 text-ink-soft text-sm">{words.intro}</p>
      <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
        {steps.map((step) => (
          <StepRow key={step.title} step={step} isNext={step === next} />
        ))}
      </ol>
    </Section>
  );
}

function StepRow({ step, isNext }: { readonly step: Step; readonly isNext: boolean }) {
  const { title, body, action, to, isDone, whyNot } = step;
  const Icon = isDone ? CircleCheck : Circle;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3" aria-current={isNext ? "step" : undefined}>
      <Icon aria-hidden className={`size-5 shrink-0 ${isDone ? "text-good" : "text-ink-soft"}`} />
      <div className="min-w-0 flex-1 basis-56">
        <p className={isDone ? "text-ink-soft text-sm" : "font-medium text-sm"}>
          {title} <span className="sr-only">{isDone ? words.done : words.toDo}</span>
        </p>
        {!isDone && <p className="text-ink-soft text-sm">{body}</p>}
      </div>
      {!isDone && (
        <LinkButton {...to} variant={isNext ? "primary" : "secondary"} disabledReason={whyNot}>
          {action}
        </LinkButton>
      )}
    </li>
  );
}

/** Those of somebody who keeps the network only are the first three. Undefined while not all of it is known. */
function useSteps(): readonly Step[] | undefined {
  const seesPeople = useMe().role !== "network_admin";
  const forNetwork = useWhyNot("network");
  const forEverything = useWhyNot("everything");
  const { sites, resources, groups, policies, clients } = useCounts(seesPeople);
  if (!sites || !resources || (seesPeople && !(groups && policies && clients))) return undefined;
  const site = sites.data.find(({ managed_by: owner }) => owner === "account");
  const isThere = (list: { readonly metadata: { readonly count: number } } | undefined) =>
    list !== undefined && list.metadata.count > 0;
  const network: Step[] = [
    { ...words.site, to: { to: "/sites/new" }, isDone: site !== undefined, whyNot: forNetwork },
    {
      ...words.gateway,
      to: site ? { to: "/sites/$siteId/deploy", params: { siteId: site.id } } : { to: "/sites" },
      isDone: sites.metadata.gateways_count > 0,
      whyNot: forNetwork,
    },
    {
      ...words.resource,
      to: { to: "/resources/new" },
      // The portal makes the one for the Internet.
      isDone: resources.data.some(({ type }) => type !== "internet"),
      whyNot: forNetwork,
    },
  ];
  if (!seesPeople) return network;
  return [
    ...network,
    {
      ...words.group,
      to: { to: "/groups/new" },
      // Whoever granted something to Everyone needs no other.
      isDone: isThere(groups) || isThere(policies),
      whyNot: forEverything,
    },
    { ...words.policy, to: { to: "/policies/new" }, isDone: isThere(policies), whyNot: forEverything },
    { ...words.client, to: { to: "/clients/connect" }, isDone: isThere(clients), whyNot: undefined },
  ];
}

/** The first of each, and how many there are. */
function useCounts(seesPeople: boolean) {
  const query = { limit: 1 } as const;
  const ofPeople = { enabled: seesPeople };
  return {
    sites: useSites().data,
    // The one for the Internet may be the first.
    resources: api.useQuery("get", "/resources", { params: { query: { limit: 2 } } }).data,
    groups: api.useQuery("get", "/groups", { params: { query } }, ofPeople).data,
    policies: api.useQuery("get", "/policies", { params: { query } }, ofPeople).data,
    clients: api.useQuery("get", "/clients", { params: { query } }, ofPeople).data,
  };
}

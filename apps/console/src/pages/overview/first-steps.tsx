import { Link, type LinkProps } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { api } from "~/api/client.ts";
import { useMe } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Section } from "~/ui/page.tsx";

const { firstSteps: words } = text;
const ANY = { limit: 1 } as const;
const SITES = { managed_by: "account", include: "details", limit: 100 } as const;

interface Step {
  readonly id: keyof typeof words.steps;
  readonly link: Pick<LinkProps, "to" | "params">;
  readonly isDone: boolean;
}

/** The way from an empty account to the first connection, until it has been gone. For administrators. */
export function FirstSteps() {
  const { role } = useMe();
  const steps = useSteps(role === "admin");
  if (!steps || steps.every(({ isDone }) => isDone)) return null;
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <Section title={words.title}>
      <ol className="mb-8 divide-y divide-line rounded-lg border border-line bg-surface">
        {steps.map((step, index) => (
          <li
            key={step.id}
            className="flex items-start gap-3 px-4 py-3"
            aria-current={step === next ? "step" : undefined}
          >
            <Mark number={index + 1} isDone={step.isDone} />
            <div className="min-w-0 text-sm">
              <Link {...step.link} className="font-medium text-accent hover:underline">
                {words.steps[step.id].title}
              </Link>
              {step === next && <p className="text-ink-soft">{words.steps[step.id].body}</p>}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Mark({ number, isDone }: { readonly number: number; readonly isDone: boolean }) {
  const look = isDone ? "bg-good-soft text-good" : "bg-raised text-ink-soft";
  return (
    <span className={`flex size-6 shrink-0 items-center justify-center rounded-full text-xs ${look}`}>
      {isDone ? <Check aria-hidden className="size-4" /> : <span aria-hidden>{number}</span>}
      {isDone && <span className="sr-only">{words.done}</span>}
    </span>
  );
}

/** Undefined where nobody is to be guided, or nothing is known yet. */
function useSteps(enabled: boolean): readonly Step[] | undefined {
  const sites = api.useQuery("get", "/sites", { params: { query: SITES } }, { enabled }).data?.data;
  const resources = api.useQuery("get", "/resources", { params: { query: { limit: 2 } } }, { enabled }).data?.data;
  const groups = api.useQuery("get", "/groups", { params: { query: { limit: 2 } } }, { enabled }).data?.data;
  const policies = api.useQuery("get", "/policies", { params: { query: ANY } }, { enabled }).data?.data;
  const clients = api.useQuery("get", "/clients", { params: { query: ANY } }, { enabled }).data?.data;
  if (!sites || !resources || !groups || !policies || !clients) return undefined;
  const [site] = sites;
  const hasGateway = sites.some(({ gateways_count: count }) => (count ?? 0) > 0);
  const own = resources.filter(({ type }) => type !== "internet");
  const made = groups.filter(({ name }) => name !== "Everyone");
  return [
    { id: "site", link: { to: "/sites/new" }, isDone: site !== undefined },
    site && !hasGateway
      ? { id: "gateway", link: { to: "/sites/$siteId/deploy", params: { siteId: site.id } }, isDone: false }
      : { id: "gateway", link: { to: "/sites" }, isDone: hasGateway },
    { id: "resource", link: { to: "/resources/new" }, isDone: own.length > 0 },
    { id: "group", link: { to: "/groups/new" }, isDone: made.length > 0 },
    { id: "policy", link: { to: "/policies/new" }, isDone: policies.length > 0 },
    { id: "client", link: { to: "/clients/connect" }, isDone: clients.length > 0 },
  ];
}

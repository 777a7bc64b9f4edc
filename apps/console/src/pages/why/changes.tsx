import type { LinkProps } from "@tanstack/react-router";
import { useWhyNot } from "~/api/me.ts";
import type { Explanation } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { LinkButton } from "~/ui/link-button.tsx";
import { Section } from "~/ui/page.tsx";

const { changes: words } = text.why;
type Considered = Explanation["policies"][number];

/** A change by name, and where it is made. */
interface Step {
  readonly label: string;
  readonly to: Pick<LinkProps, "to" | "params" | "search">;
}

interface ChangesProps {
  readonly explanation: Explanation;
  readonly clientId: string | undefined;
}

/** What would turn a refusal into access, each with the way to where it is done. Forms there show what else it changes. */
export function Changes({ explanation, clientId }: ChangesProps) {
  const whyNot = useWhyNot("everything");
  const { actor, group, resource, hindrances } = explanation;
  if (!(actor ?? group) || !resource) return null;
  const single = explanation.changes.flatMap((change) => stepsOf(change, explanation, clientId));
  const together = single.length === 0 && hindrances.length === 0 ? fewestSteps(explanation) : undefined;
  const mended = hindrances.flatMap((hindrance) => hindranceSteps(hindrance, actor?.id, resource.id));
  const search = { resource: resource.id, ...(group ? { group: group.id } : {}) };
  const always: Step[] =
    hindrances.length === 0 ? [{ label: words.newPolicy(resource.name), to: { to: "/policies/new", search } }] : [];
  return (
    <Section title={words.title}>
      <Steps steps={[...mended, ...single]} whyNot={whyNot} />
      {together && (
        <>
          <p className="mb-2 text-sm">{words.together(together.name)}</p>
          <Steps steps={together.steps} whyNot={whyNot} />
        </>
      )}
      <Steps steps={always} whyNot={whyNot} />
    </Section>
  );
}

function Steps({ steps, whyNot }: { readonly steps: readonly Step[]; readonly whyNot: string | undefined }) {
  if (steps.length === 0) return null;
  return (
    <ul className="mb-2 flex flex-col items-start gap-2">
      {steps.map(({ label, to }) => (
        <li key={label} className="max-w-full">
          <LinkButton {...to} disabledReason={whyNot} className="h-auto min-h-9 whitespace-normal py-1.5 text-left">
            {label}
          </LinkButton>
        </li>
      ))}
    </ul>
  );
}

function stepsOf(
  change: Explanation["changes"][number],
  explanation: Explanation,
  clientId: string | undefined,
): Step[] {
  const policy = explanation.policies.find(({ policy_id: id }) => id === change.policy_id);
  if (!policy) return [];
  switch (change.change) {
    case "enable_policy":
      return obstacleSteps("disabled", policy, explanation);
    case "extend_policy":
      return obstacleSteps("expired", policy, explanation);
    case "add_to_group":
      return obstacleSteps("not_a_member", policy, explanation);
    case "extend_membership":
      return obstacleSteps("membership_expired", policy, explanation);
    default: {
      const label = words.changeConditions(nameOf(policy));
      const edit: Step = { label, to: { to: "/policies/$policyId/edit", params: { policyId: policy.policy_id } } };
      const isTrust = change.condition?.property === "client_verified" && change.must_hold === true;
      if (!isTrust || clientId === undefined) return [edit];
      const verify = { to: "/clients/$clientId", params: { clientId }, search: { ask: "trust" } } as const;
      return [{ label: words.verify, to: verify }, edit];
    }
  }
}

function obstacleSteps(obstacle: Considered["obstacles"][number], policy: Considered, { actor }: Explanation): Step[] {
  const policyId = policy.policy_id;
  const name = nameOf(policy);
  if (obstacle === "disabled") {
    return [{ label: words.enable(name), to: { to: "/policies/$policyId/switch", params: { policyId } } }];
  }
  if (obstacle === "expired") {
    return [{ label: words.extend(name), to: { to: "/policies/$policyId/edit", params: { policyId } } }];
  }
  if (obstacle === "group_gone" || !policy.group || !actor) return [];
  const label = obstacle === "not_a_member" ? words.join(actor.name, name) : words.stay(actor.name, name);
  return [{ label, to: { to: "/groups/$groupId", params: { groupId: policy.group.id }, search: { add: actor.id } } }];
}

/** Where no single change is enough: the policy with the fewest obstacles, and all of them. */
function fewestSteps(explanation: Explanation): { readonly name: string; readonly steps: readonly Step[] } | undefined {
  const possible = explanation.policies
    .filter(({ obstacles, group }) => obstacles.length > 1 && group !== null)
    .sort((a, b) => a.obstacles.length - b.obstacles.length);
  const [policy] = possible;
  if (!policy) return undefined;
  const steps = policy.obstacles.flatMap((obstacle) => obstacleSteps(obstacle, policy, explanation));
  return { name: nameOf(policy), steps };
}

function hindranceSteps(hindrance: string, actorId: string | undefined, resourceId: string): Step[] {
  if (hindrance === "actor_disabled" && actorId !== undefined) {
    return [{ label: words.enableActor, to: { to: "/actors/$actorId", params: { actorId } } }];
  }
  if (hindrance === "resource_not_served") {
    return [{ label: words.serve, to: { to: "/resources/$resourceId/edit", params: { resourceId } } }];
  }
  return [];
}

function nameOf({ group }: Considered): string {
  return group?.name ?? text.policies.groupGone;
}

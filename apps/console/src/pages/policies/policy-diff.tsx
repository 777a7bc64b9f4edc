import { useFormContext } from "react-hook-form";
import { useCalm } from "~/forms/use-calm.ts";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { type PolicyValues, toBody } from "./policy-values.ts";
import { ruleProblem } from "./rule/rule-problem.ts";

/** What saving the form would change, once it could be saved and typing pauses. `policyId`: of one that is there. */
export function PolicyDiff({ policyId }: { readonly policyId?: string }) {
  const { watch, formState } = useFormContext<PolicyValues>();
  const values = watch();
  const isWorthIt = isComplete(values) && (policyId === undefined || formState.isDirty);
  const proposal = useCalm(isWorthIt ? JSON.stringify(toBody(values)) : undefined);
  if (proposal === undefined || !isWorthIt) return null;
  const attributes: Record<string, unknown> = JSON.parse(proposal);
  const change =
    policyId === undefined ? { operation: "create" as const } : { operation: "update" as const, id: policyId };
  return <AccessDiff changes={[{ ...change, object: "policy", attributes }]} />;
}

function isComplete({ group_id, resource_id, rule }: PolicyValues): boolean {
  return group_id !== "" && resource_id !== "" && ruleProblem(rule) === undefined;
}

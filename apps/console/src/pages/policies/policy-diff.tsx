import { useEffect, useState } from "react";
import { useFormContext } from "react-hook-form";
import { AccessDiff } from "~/pages/access-diff/access-diff.tsx";
import { type PolicyValues, toBody } from "./policy-values.ts";

const CALM_MS = 500;

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

function isComplete({ group_id, resource_id, conditions }: PolicyValues): boolean {
  return group_id !== "" && resource_id !== "" && conditions.every(({ values }) => values.trim() !== "");
}

/** The value as it was when it last stayed the same for a moment. */
function useCalm(value: string | undefined): string | undefined {
  const [calm, setCalm] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), CALM_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}

import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { GoesWith, NAMED } from "~/ui/goes-with.tsx";

interface PoliciesThatGoProps {
  readonly of: { readonly site_id: string } | { readonly resource_id: string } | { readonly group_id: string };
}

/** The policies that grant nothing any more where something is deleted, by what they are between. */
export function PoliciesThatGo({ of }: PoliciesThatGoProps) {
  // Network administrators see no policies.
  const maySee = useWhyNot("everything") === undefined;
  const query = api.useQuery(
    "get",
    "/policies",
    { params: { query: { ...of, limit: NAMED, include: "details" } } },
    { enabled: maySee },
  );
  return (
    <GoesWith
      title={text.navigation.policies}
      query={query}
      nameOf={({ group_name: group, resource_name: resource }) =>
        text.accessDiff.pair(group ?? text.policies.groupGone, resource ?? "")
      }
    />
  );
}

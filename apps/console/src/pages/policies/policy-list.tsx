import { KeyRound } from "lucide-react";
import { useWhyNot } from "~/api/me.ts";
import { STATE_FILTER } from "~/table/list-filter.tsx";
import { ListPage } from "~/table/list-page.tsx";
import { text } from "~/text/index.ts";
import { POLICY_COLUMNS, usePolicies } from "./policy-table.tsx";

const { policies: words } = text;

/** All policies; making and editing one slides over the list. */
export function PolicyList() {
  const whyNot = useWhyNot("everything");
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={KeyRound}
      create={{ to: "/policies/new", label: words.new, whyNot }}
      filters={[STATE_FILTER]}
      query={usePolicies({})}
      columns={POLICY_COLUMNS.all}
    />
  );
}

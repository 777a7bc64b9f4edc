import { KeyRound } from "lucide-react";
import { useWhyNot } from "~/api/me.ts";
import { STATE_FILTER } from "~/table/list-filter.tsx";
import { ListPage } from "~/table/list-page.tsx";
import { useOrder } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
import { POLICY_COLUMNS, usePolicies } from "./policy-table.tsx";

const { policies: words } = text;

/** All policies; making and editing one slides over the list. */
export function PolicyList() {
  const whyNot = useWhyNot("everything");
  const order = useOrder({ group_name: "group", resource_name: "resource" }, undefined);
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={KeyRound}
      create={{ to: "/policies/new", label: words.new, whyNot }}
      filters={[STATE_FILTER]}
      query={usePolicies({ sort: order.current })}
      order={order}
      columns={POLICY_COLUMNS.all}
    />
  );
}

import { KeyRound } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Policy } from "~/api/types.ts";
import { deletable } from "~/pages/access-diff/delete-several.tsx";
import { STATE_FILTER } from "~/table/list-filter.tsx";
import { ListPage } from "~/table/list-page.tsx";
import type { Selection } from "~/table/selection.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { useOrder } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
import { PolicyQuestion } from "./policy-questions.tsx";
import { POLICY_COLUMNS, usePolicies } from "./policy-table.tsx";

const { policies: words } = text;
const DETAILS = { include: "details" };

/** All policies; making and editing one slides over the list. */
export function PolicyList() {
  const whyNot = useWhyNot("everything");
  const { search, status } = useListState().state;
  const order = useOrder({ group_name: "group", resource_name: "resource" }, undefined);
  return (
    <>
      <ListPage
        title={words.title}
        words={words}
        icon={KeyRound}
        create={{ to: "/policies/new", label: words.new, whyNot }}
        filters={[STATE_FILTER]}
        query={usePolicies({ sort: order.current })}
        order={order}
        columns={POLICY_COLUMNS.all}
        selection={useSelection(whyNot)}
        exported={{
          name: "policies.csv",
          path: "/policies",
          query: { search, status, sort: order.current, ...DETAILS },
        }}
      />
      <PolicyQuestion />
    </>
  );
}

function useSelection(whyNot: string | undefined): Selection<Policy> | undefined {
  const remove = api.useMutation("delete", "/policies/{id}");
  const nameOf = ({ group_name: group, resource_name: resource }: Policy) =>
    words.grant(group ?? words.nobody, resource ?? "");
  return deletable({
    whyNot,
    nameOf,
    body: words.deleteSeveralBody,
    object: "policy",
    onDelete: (id) => remove.mutateAsync({ params: { path: { id } } }),
  });
}

import { Outlet } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { useWhyNot } from "~/api/me.ts";
import { ListFilter } from "~/table/list-filter.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";
import { PolicyTable } from "./policy-table.tsx";

const { policies: words } = text;
const STATES = [
  { value: "enabled", label: text.common.enabled },
  { value: "disabled", label: text.common.disabled },
];

/** All policies; making and editing one slides over the list. */
export function PolicyList() {
  return (
    <Page title={words.title} intro={words.intro} actions={<NewPolicyButton />}>
      <Toolbar>
        <SearchBox label={words.searchLabel} />
        <ListFilter name="status" label={words.state} options={STATES} />
      </Toolbar>
      <PolicyTable
        empty={
          <EmptyState icon={KeyRound} title={words.empty.title} body={words.empty.body} action={<NewPolicyButton />} />
        }
      />
      <Outlet />
    </Page>
  );
}

function NewPolicyButton() {
  return (
    <LinkButton to="/policies/new" variant="primary" disabledReason={useWhyNot("everything")}>
      <Plus aria-hidden className="size-4" />
      {words.new}
    </LinkButton>
  );
}

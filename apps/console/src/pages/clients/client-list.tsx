import { ListFilter } from "~/table/list-filter.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { text } from "~/text/index.ts";
import { Page } from "~/ui/page.tsx";
import { ClientTable } from "./client-table.tsx";

const { clients: words } = text;
const PRESENCE = [
  { value: "online", label: text.common.online },
  { value: "offline", label: text.common.offline },
];
const VERIFICATION = [
  { value: "verified", label: words.verified },
  { value: "unverified", label: words.unverified },
];

/** All clients that ever connected. */
export function ClientList() {
  return (
    <Page title={words.title} intro={words.intro}>
      <Toolbar>
        <SearchBox label={words.searchLabel} />
        <ListFilter name="presence" label={words.state} options={PRESENCE} />
        <ListFilter name="verification" label={words.trust} options={VERIFICATION} />
      </Toolbar>
      <ClientTable />
    </Page>
  );
}

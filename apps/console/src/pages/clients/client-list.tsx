import { Laptop } from "lucide-react";
import { ListPage } from "~/table/list-page.tsx";
import { text } from "~/text/index.ts";
import { CLIENT_COLUMNS, useClients } from "./client-table.tsx";

const { clients: words } = text;
const FILTERS = [
  {
    name: "presence",
    label: words.state,
    options: [
      { value: "online", label: text.common.online },
      { value: "offline", label: text.common.offline },
    ],
  },
  {
    name: "verification",
    label: words.trust,
    options: [
      { value: "verified", label: words.verified },
      { value: "unverified", label: words.unverified },
    ],
  },
];

/** All clients that ever connected. */
export function ClientList() {
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={Laptop}
      create={{ to: "/clients/connect", label: text.devices.connect }}
      filters={FILTERS}
      query={useClients()}
      columns={CLIENT_COLUMNS}
    />
  );
}

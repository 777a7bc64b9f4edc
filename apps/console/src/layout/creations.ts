import { useMe } from "~/api/me.ts";
import type { Me } from "~/api/types.ts";
import { text } from "~/text/index.ts";

interface Creation {
  readonly label: string;
  readonly to: string;
  readonly by: readonly Me["role"][];
}

const ADMINS = ["admin"] as const;
const NETWORK = ["admin", "network_admin"] as const;
const ANYONE = ["admin", "auditor", "network_admin", "person"] as const;
/** All that is made by a form of its own. */
const CREATIONS: readonly Creation[] = [
  { label: text.sites.new, to: "/sites/new", by: NETWORK },
  { label: text.resources.new, to: "/resources/new", by: NETWORK },
  { label: text.groups.new, to: "/groups/new", by: ADMINS },
  { label: text.policies.new, to: "/policies/new", by: ADMINS },
  { label: text.people.new, to: "/people/new", by: ADMINS },
  { label: text.serviceAccounts.new, to: "/service-accounts/new", by: ADMINS },
  { label: text.settings.authentication.new, to: "/settings/authentication/new", by: ADMINS },
  { label: text.settings.api.new, to: "/settings/api/new", by: ADMINS },
  { label: text.requests.ask, to: "/requests/new", by: ANYONE },
];

/** What this person may make. */
export function useCreations(): readonly Creation[] {
  const { role } = useMe();
  return CREATIONS.filter(({ by }) => by.includes(role));
}

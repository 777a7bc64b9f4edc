import type {
  AccessRequestsTable,
  PoliciesTable,
  PolicyAuthorizationsTable,
  PoolMembersTable,
  ResourcesTable,
  SitesTable,
} from "./tables/access.ts";
import type {
  AccountsTable,
  AuthProvidersTable,
  DirectoriesTable,
  ProviderVerificationsTable,
} from "./tables/accounts.ts";
import type { Timestamp } from "./tables/columns.ts";
import type { DevicesTable } from "./tables/devices.ts";
import type {
  ApiRequestLogsTable,
  ChangeLogChainsTable,
  ChangeLogsTable,
  FlowLogsTable,
  OutboundMailsTable,
  SessionLogsTable,
} from "./tables/logs.ts";
import type { ActorsTable, ExternalIdentitiesTable, GroupsTable, MembershipsTable } from "./tables/people.ts";
import type {
  ClientHandOversTable,
  OneTimeLinksTable,
  OneTimePasscodesTable,
  PortalSessionsTable,
} from "./tables/sign-in.ts";
import type { ApiTokensTable, ClientTokensTable, GatewayTokensTable, RelayTokensTable } from "./tables/tokens.ts";

export interface Tables {
  portal_keys: { name: string; value: Uint8Array };
  accounts: AccountsTable;
  directories: DirectoriesTable;
  actors: ActorsTable;
  auth_providers: AuthProvidersTable;
  auth_provider_verifications: ProviderVerificationsTable;
  groups: GroupsTable;
  memberships: MembershipsTable;
  external_identities: ExternalIdentitiesTable;
  sites: SitesTable;
  resources: ResourcesTable;
  policies: PoliciesTable;
  access_requests: AccessRequestsTable;
  client_tokens: ClientTokensTable;
  portal_sessions: PortalSessionsTable;
  one_time_passcodes: OneTimePasscodesTable;
  spent_seals: { id: string; expires_at: Timestamp };
  client_hand_overs: ClientHandOversTable;
  relay_tokens: RelayTokensTable;
  api_tokens: ApiTokensTable;
  devices: DevicesTable;
  gateway_tokens: GatewayTokensTable;
  static_device_pool_members: PoolMembersTable;
  policy_authorizations: PolicyAuthorizationsTable;
  change_logs: ChangeLogsTable;
  change_log_chains: ChangeLogChainsTable;
  session_logs: SessionLogsTable;
  api_request_logs: ApiRequestLogsTable;
  flow_logs: FlowLogsTable;
  outbound_mails: OutboundMailsTable;
  one_time_links: OneTimeLinksTable;
}

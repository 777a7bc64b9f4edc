import { accessRoutes } from "./access/routes.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { apiClientRoutes } from "./actors/api-client-routes.ts";
import { actorGroupRoutes } from "./actors/group-routes.ts";
import { externalIdentityRoutes } from "./actors/identity-routes.ts";
import { meRoutes } from "./actors/me-routes.ts";
import { actorRoutes } from "./actors/routes.ts";
import { portalSessionRoutes } from "./actors/session-routes.ts";
import { authProviderRoutes } from "./auth/provider-routes.ts";
import { clientRoutes } from "./devices/client-routes.ts";
import { gatewayRoutes } from "./devices/gateway-routes.ts";
import { directoryRoutes } from "./directories/routes.ts";
import { membershipRoutes } from "./groups/membership-routes.ts";
import { groupRoutes } from "./groups/routes.ts";
import type { Api } from "./http/api.ts";
import { logRoutes } from "./logs/routes.ts";
import { policyRoutes } from "./policies/routes.ts";
import { poolMemberRoutes } from "./resources/pool-member-routes.ts";
import { resourceRoutes } from "./resources/routes.ts";
import { siteRoutes } from "./sites/routes.ts";
import { apiTokenRoutes } from "./tokens/api-token-routes.ts";
import { clientTokenRoutes } from "./tokens/client-token-routes.ts";
import { gatewayTokenRoutes } from "./tokens/gateway-token-routes.ts";

/** The management API. */
export function restRoutes(api: Api): void {
  meRoutes(api);
  accountRoutes(api);
  siteRoutes(api);
  gatewayRoutes(api);
  gatewayTokenRoutes(api);
  actorRoutes(api);
  actorGroupRoutes(api);
  clientTokenRoutes(api);
  portalSessionRoutes(api);
  externalIdentityRoutes(api);
  apiClientRoutes(api);
  apiTokenRoutes(api);
  groupRoutes(api);
  membershipRoutes(api);
  resourceRoutes(api);
  poolMemberRoutes(api);
  policyRoutes(api);
  clientRoutes(api);
  authProviderRoutes(api);
  directoryRoutes(api);
  logRoutes(api);
  accessRoutes(api);
}

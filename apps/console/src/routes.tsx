import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { basePath, signInAddress } from "./account.ts";
import { ApiError } from "./api/errors.ts";
import { meQuery } from "./api/me.ts";
import { NotFound, PageFailed } from "./layout/failures.tsx";
import { Shell } from "./layout/shell.tsx";
import { ListStateSchema } from "./table/use-list-state.ts";

interface RouterContext {
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Shell,
  notFoundComponent: NotFound,
  validateSearch: ListStateSchema,
  beforeLoad: async ({ context }) => {
    try {
      await context.queries.ensureQueryData(meQuery);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      location.assign(signInAddress());
      // The page is left; nothing of it may show in the meantime.
      await new Promise(() => undefined);
    }
  },
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/overview/overview.tsx"), "Overview"),
});

const sites = createRoute({
  getParentRoute: () => root,
  path: "/sites",
  component: lazyRouteComponent(() => import("./pages/sites/site-list.tsx"), "SiteList"),
});
const newSite = createRoute({
  getParentRoute: () => sites,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/sites/site-form.tsx"), "NewSite"),
});
const site = createRoute({
  getParentRoute: () => root,
  path: "/sites/$siteId",
  component: lazyRouteComponent(() => import("./pages/sites/site-page.tsx"), "SitePage"),
});
const editSite = createRoute({
  getParentRoute: () => site,
  path: "/edit",
  component: lazyRouteComponent(() => import("./pages/sites/site-form.tsx"), "EditSite"),
});
const deployGateway = createRoute({
  getParentRoute: () => site,
  path: "/deploy",
  component: lazyRouteComponent(() => import("./pages/sites/deploy-gateway.tsx"), "DeployGateway"),
});

const resources = createRoute({
  getParentRoute: () => root,
  path: "/resources",
  component: lazyRouteComponent(() => import("./pages/resources/resource-list.tsx"), "ResourceList"),
});
const newResource = createRoute({
  getParentRoute: () => resources,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/resources/resource-form.tsx"), "NewResource"),
});
const resource = createRoute({
  getParentRoute: () => root,
  path: "/resources/$resourceId",
  component: lazyRouteComponent(() => import("./pages/resources/resource-page.tsx"), "ResourcePage"),
});
const editResource = createRoute({
  getParentRoute: () => resource,
  path: "/edit",
  component: lazyRouteComponent(() => import("./pages/resources/resource-form.tsx"), "EditResource"),
});

const resourceWhy = createRoute({
  getParentRoute: () => root,
  path: "/resources/$resourceId/why",
  component: lazyRouteComponent(() => import("./pages/why/verdict-pages.tsx"), "ResourceWhy"),
});

const groups = createRoute({
  getParentRoute: () => root,
  path: "/groups",
  component: lazyRouteComponent(() => import("./pages/groups/group-list.tsx"), "GroupList"),
});
const newGroup = createRoute({
  getParentRoute: () => groups,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/groups/group-form.tsx"), "NewGroup"),
});
const group = createRoute({
  getParentRoute: () => root,
  path: "/groups/$groupId",
  component: lazyRouteComponent(() => import("./pages/groups/group-page.tsx"), "GroupPage"),
});
const editGroup = createRoute({
  getParentRoute: () => group,
  path: "/edit",
  component: lazyRouteComponent(() => import("./pages/groups/group-form.tsx"), "EditGroup"),
});

const groupWhy = createRoute({
  getParentRoute: () => root,
  path: "/groups/$groupId/why",
  component: lazyRouteComponent(() => import("./pages/why/verdict-pages.tsx"), "GroupWhy"),
});

const policies = createRoute({
  getParentRoute: () => root,
  path: "/policies",
  component: lazyRouteComponent(() => import("./pages/policies/policy-list.tsx"), "PolicyList"),
});
const newPolicy = createRoute({
  getParentRoute: () => policies,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/policies/policy-form.tsx"), "NewPolicy"),
});
const editPolicy = createRoute({
  getParentRoute: () => policies,
  path: "/$policyId/edit",
  component: lazyRouteComponent(() => import("./pages/policies/policy-form.tsx"), "EditPolicy"),
});

const switchPolicy = createRoute({
  getParentRoute: () => policies,
  path: "/$policyId/switch",
  component: lazyRouteComponent(() => import("./pages/policies/policy-questions.tsx"), "SwitchOnePolicy"),
});

const policyWhy = createRoute({
  getParentRoute: () => root,
  path: "/policies/$policyId/why",
  component: lazyRouteComponent(() => import("./pages/why/verdict-pages.tsx"), "PolicyWhy"),
});

const requests = createRoute({
  getParentRoute: () => root,
  path: "/requests",
  component: lazyRouteComponent(() => import("./pages/requests/request-list.tsx"), "RequestList"),
});
const newRequest = createRoute({
  getParentRoute: () => requests,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/requests/ask-form.tsx"), "AskForAccess"),
});
const request = createRoute({
  getParentRoute: () => requests,
  path: "/$requestId",
  component: lazyRouteComponent(() => import("./pages/requests/request-panel.tsx"), "RequestPanel"),
});

const endings = createRoute({
  getParentRoute: () => root,
  path: "/endings",
  component: lazyRouteComponent(() => import("./pages/endings/ending-list.tsx"), "EndingList"),
});

const why = createRoute({
  getParentRoute: () => root,
  path: "/why",
  component: lazyRouteComponent(() => import("./pages/why/why.tsx"), "Why"),
});

const clients = createRoute({
  getParentRoute: () => root,
  path: "/clients",
  component: lazyRouteComponent(() => import("./pages/clients/client-list.tsx"), "ClientList"),
});
const client = createRoute({
  getParentRoute: () => root,
  path: "/clients/$clientId",
  component: lazyRouteComponent(() => import("./pages/clients/client-page.tsx"), "ClientPage"),
});

const clientWhy = createRoute({
  getParentRoute: () => root,
  path: "/clients/$clientId/why",
  component: lazyRouteComponent(() => import("./pages/why/verdict-pages.tsx"), "ClientWhy"),
});
const connectClient = createRoute({
  getParentRoute: () => clients,
  path: "/connect",
  component: lazyRouteComponent(() => import("./pages/devices/connect-client.tsx"), "ConnectClient"),
});

const relays = createRoute({
  getParentRoute: () => root,
  path: "/relays",
  component: lazyRouteComponent(() => import("./pages/relays/relay-page.tsx"), "RelayPage"),
});
const newRelayToken = createRoute({
  getParentRoute: () => relays,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/relays/start-relay.tsx"), "StartRelay"),
});

const people = createRoute({
  getParentRoute: () => root,
  path: "/people",
  component: lazyRouteComponent(() => import("./pages/people/actor-list.tsx"), "PeopleList"),
});
const newPerson = createRoute({
  getParentRoute: () => people,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/people/person-form.tsx"), "NewPerson"),
});
const serviceAccounts = createRoute({
  getParentRoute: () => root,
  path: "/service-accounts",
  component: lazyRouteComponent(() => import("./pages/people/actor-list.tsx"), "ServiceAccountList"),
});
const newServiceAccount = createRoute({
  getParentRoute: () => serviceAccounts,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/people/person-form.tsx"), "NewServiceAccount"),
});
const actor = createRoute({
  getParentRoute: () => root,
  path: "/actors/$actorId",
  component: lazyRouteComponent(() => import("./pages/people/actor-page.tsx"), "ActorPage"),
});
const editActor = createRoute({
  getParentRoute: () => actor,
  path: "/edit",
  component: lazyRouteComponent(() => import("./pages/people/person-form.tsx"), "EditActor"),
});

const actorWhy = createRoute({
  getParentRoute: () => root,
  path: "/actors/$actorId/why",
  component: lazyRouteComponent(() => import("./pages/why/verdict-pages.tsx"), "ActorWhy"),
});
const setPassword = createRoute({
  getParentRoute: () => actor,
  path: "/password",
  component: lazyRouteComponent(() => import("./pages/people/password-form.tsx"), "SetPassword"),
});

const profile = createRoute({
  getParentRoute: () => root,
  path: "/profile",
  component: lazyRouteComponent(() => import("./pages/profile/profile.tsx"), "Profile"),
});

const logs = createRoute({
  getParentRoute: () => root,
  path: "/logs",
  beforeLoad: () => {
    throw redirect({ to: "/logs/$kind", params: { kind: "changes" } });
  },
});
const log = createRoute({
  getParentRoute: () => root,
  path: "/logs/$kind",
  component: lazyRouteComponent(() => import("./pages/logs/log-page.tsx"), "LogPage"),
});
const logEntry = createRoute({
  getParentRoute: () => log,
  path: "/$logId",
  component: lazyRouteComponent(() => import("./pages/logs/log-entry.tsx"), "LogEntry"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/settings.tsx"), "Settings"),
});
const accountSettings = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/settings/account-settings.tsx"), "AccountSettings"),
});
const dnsSettings = createRoute({
  getParentRoute: () => settings,
  path: "/dns",
  component: lazyRouteComponent(() => import("./pages/settings/dns-settings.tsx"), "DnsSettings"),
});
const notificationSettings = createRoute({
  getParentRoute: () => settings,
  path: "/notifications",
  component: lazyRouteComponent(() => import("./pages/settings/notification-settings.tsx"), "NotificationSettings"),
});
const authProviders = createRoute({
  getParentRoute: () => settings,
  path: "/authentication",
  component: lazyRouteComponent(() => import("./pages/auth-providers/provider-list.tsx"), "ProviderList"),
});
const newAuthProvider = createRoute({
  getParentRoute: () => authProviders,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/auth-providers/provider-form.tsx"), "NewProvider"),
});
const authProvider = createRoute({
  getParentRoute: () => root,
  path: "/settings/authentication/$providerId",
  component: lazyRouteComponent(() => import("./pages/auth-providers/provider-page.tsx"), "ProviderPage"),
});
const editAuthProvider = createRoute({
  getParentRoute: () => authProvider,
  path: "/edit",
  component: lazyRouteComponent(() => import("./pages/auth-providers/provider-form.tsx"), "EditProvider"),
});
const apiClients = createRoute({
  getParentRoute: () => settings,
  path: "/api",
  component: lazyRouteComponent(() => import("./pages/api-clients/api-client-list.tsx"), "ApiClientList"),
});
const newApiClient = createRoute({
  getParentRoute: () => apiClients,
  path: "/new",
  component: lazyRouteComponent(() => import("./pages/api-clients/api-client-form.tsx"), "NewApiClient"),
});
const apiClient = createRoute({
  getParentRoute: () => root,
  path: "/settings/api/$apiClientId",
  component: lazyRouteComponent(() => import("./pages/api-clients/api-client-page.tsx"), "ApiClientPage"),
});
const editApiClient = createRoute({
  getParentRoute: () => apiClient,
  path: "/edit",
  component: lazyRouteComponent(() => import("./pages/api-clients/api-client-form.tsx"), "EditApiClient"),
});

const tree = root.addChildren([
  overview,
  sites.addChildren([newSite]),
  site.addChildren([editSite, deployGateway]),
  resources.addChildren([newResource]),
  resource.addChildren([editResource]),
  resourceWhy,
  groups.addChildren([newGroup]),
  group.addChildren([editGroup]),
  groupWhy,
  policies.addChildren([newPolicy, editPolicy, switchPolicy]),
  policyWhy,
  requests.addChildren([newRequest, request]),
  endings,
  why,
  clients.addChildren([connectClient]),
  client,
  clientWhy,
  relays.addChildren([newRelayToken]),
  people.addChildren([newPerson]),
  serviceAccounts.addChildren([newServiceAccount]),
  actor.addChildren([editActor, setPassword]),
  actorWhy,
  profile,
  logs,
  log.addChildren([logEntry]),
  settings.addChildren([
    accountSettings,
    dnsSettings,
    notificationSettings,
    authProviders.addChildren([newAuthProvider]),
    apiClients.addChildren([newApiClient]),
  ]),
  authProvider.addChildren([editAuthProvider]),
  apiClient.addChildren([editApiClient]),
]);

/** All pages of the console. Panels that slide over a page are its children, so that the address says they are open. */
export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: basePath,
    context: { queries },
    defaultPreload: "intent",
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  });
}

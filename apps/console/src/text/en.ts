import { clientsEn } from "./en-clients.ts";
import { commonEn, errorsEn } from "./en-common.ts";
import { devicesEn } from "./en-devices.ts";
import { formsEn } from "./en-forms.ts";
import { groupsEn } from "./en-groups.ts";
import { logsEn } from "./en-logs.ts";
import { membershipsEn } from "./en-memberships.ts";
import { overviewEn } from "./en-overview.ts";
import { peopleEn, serviceAccountsEn } from "./en-people.ts";
import { accessDiffEn, policiesEn } from "./en-policies.ts";
import { profileEn, sessionsEn } from "./en-profile.ts";
import { relaysEn } from "./en-relays.ts";
import { requestsEn } from "./en-requests.ts";
import { resourcesEn } from "./en-resources.ts";
import { ruleEn } from "./en-rule.ts";
import { settingsEn } from "./en-settings.ts";
import { navigationEn, rolesEn, shellEn } from "./en-shell.ts";
import { sitesEn } from "./en-sites.ts";
import { whyEn } from "./en-why.ts";

/** Every word that the console says, by place. Another language is another object of this type. */
export const en = {
  common: commonEn,
  shell: shellEn,
  roles: rolesEn,
  navigation: navigationEn,
  settings: settingsEn,
  errors: errorsEn,
  forms: formsEn,
  sites: sitesEn,
  resources: resourcesEn,
  groups: groupsEn,
  memberships: membershipsEn,
  people: peopleEn,
  serviceAccounts: serviceAccountsEn,
  clients: clientsEn,
  relays: relaysEn,
  devices: devicesEn,
  policies: policiesEn,
  rule: ruleEn,
  accessDiff: accessDiffEn,
  profile: profileEn,
  sessions: sessionsEn,
  requests: requestsEn,
  why: whyEn,
  logs: logsEn,
  overview: overviewEn,
};

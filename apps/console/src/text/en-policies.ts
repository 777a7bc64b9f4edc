/** What the pages of policies say, and what a change of access is described with. */
export const policiesEn = {
  title: "Policies",
  intro: "A policy lets a group reach a resource. What no policy grants is denied.",
  new: "New policy",
  editTitle: "Edit policy",
  searchLabel: "Search policies by group and resource",
  group: "Group",
  resource: "Resource",
  conditions: "Conditions",
  unconditional: "Always",
  state: "State",
  ends: "ends",
  groupGone: "Its group is gone",
  enable: "Enable",
  disable: "Disable",
  enableTitle: () => "Enable this policy?",
  enableBody: (group: string, resource: string) => `${group} may reach ${resource} again.`,
  disableTitle: () => "Disable this policy?",
  deleteTitle: "Delete this policy?",
  endBody: (group: string, resource: string) =>
    `${group} can no longer reach ${resource}, unless another policy grants it. Running connections are cut at once.`,
  saved: "Saved.",
  created: "The policy is in force.",
  deleted: "The policy is deleted.",
  descriptionHint: "Why it is there, for whoever wonders in a year.",
  expires: "Ends at",
  expiresHint: "Left empty: it does not end by itself.",
  uploads: "Keep flow logs",
  uploadsHint: "Devices report which connections were opened through it, and how much went over them.",
  none: { title: "No policy", body: "Nobody is granted anything here. Grant access to begin." },
  empty: {
    title: "No policies yet",
    body: "Everything is denied until a policy grants it. Pick a group and a resource to begin.",
  },
};

export const accessDiffEn = {
  title: "Who gains and loses access",
  nobody: "Nobody gains or loses access.",
  unknown: (reason: string) => `That cannot be said yet: ${reason}`,
  effects: {
    lost: (count: number) => `Lost: ${count}`,
    gained: (count: number) => `Gained: ${count}`,
    changed: (count: number) => `Kept on other terms: ${count}`,
  },
  pair: (who: string, what: string) => `${who} to ${what}`,
  andMore: (count: number) => `and ${count} more`,
};

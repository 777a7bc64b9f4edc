/** What the pages of groups say. */
export const groupsEn = {
  title: "Groups",
  intro:
    "Policies grant access to groups. A person may be in any number of them; all people are in Everyone, which is not listed.",
  new: "New group",
  editTitle: (name: string) => `Edit ${name}`,
  searchLabel: "Search groups by name",
  ends: "Ends",
  members: "Members",
  directory: "From",
  local: "Made here",
  kind: "Kind",
  kinds: {
    account_user: "Person",
    account_admin_user: "Administrator",
    service_account: "Service account",
  } as Readonly<Record<string, string>>,
  access: "What its members may reach",
  add: "Add a member …",
  remove: (name: string) => `Remove ${name}`,
  addAnother: "And somebody else …",
  addTitle: (name: string) => `Add ${name}?`,
  addMembers: ([first = "", ...others]: readonly string[]) =>
    others.length === 0 ? `Add ${first}?` : `Add ${others.length + 1} members?`,
  removeTitle: (name: string) => `Remove ${name} from this group?`,
  removeBody: "Connections that only this group's policies allow are cut at once.",
  removeAction: "Remove",
  noMembers: {
    title: "Nobody is in this group",
    body: "Add people and service accounts; what the group may reach is theirs at once.",
  },
  synced: "A directory keeps this group; change it there.",
  syncedFrom: (directory: string) => `Kept by the directory ${directory}.`,
  created: (name: string) => `${name} is there. Next: add members, and grant it access.`,
  saved: "Saved.",
  deleteSeveralBody: "Their members stay, but lose what the groups' policies granted them, at once.",
  deleted: (name: string) => `${name} is deleted.`,
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteBody: (policies: number) =>
    policies === 0
      ? "It grants nothing; its members stay."
      : `Its members stay, but lose what ${policies === 1 ? "its policy" : `its ${policies} policies`} granted them, at once.`,
  empty: {
    title: "No groups yet",
    body: "Make a group for people who need the same things, such as a team, and grant it access to resources.",
  },
};

/** What the frame around all pages says: navigation, roles, the session. */
export const shellEn = {
  skip: "Skip to content",
  menu: "Menu",
  palette: {
    title: "Search and commands",
    hint: "Search for a thing, a page, or for what to do",
    found: "Found",
    here: "On this page",
    make: "Make",
    pages: "Go to",
    help: "Help",
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    intro: "Everything can be reached with Tab, the arrow keys and Enter. These are quicker.",
    keys: "Keys",
    does: "What they do",
    all: [
      ["Ctrl K or ⌘ K", "Search, go anywhere, and do what the page offers"],
      ["/", "Search in the list of the page"],
      ["n", "Make another one of what the page lists"],
      ["?", "Show these shortcuts"],
      ["Esc", "Close what lies over the page"],
    ],
    single: "Single keys do something where nothing is typed into",
  },
  nothingFound: "Nothing found.",
  theme: { label: "Theme", light: "Light", dark: "Dark", system: "As the system" },
  signOut: "Sign out",
  signedInAs: (name: string) => `Signed in as ${name}`,
  connectionLost: "The connection to the portal is lost; what you see may be old. Trying again …",
  sessionEnded: {
    title: "Your session has ended",
    body: "Sign in again in another tab, then come back and go on here: nothing that you typed is lost.",
    signIn: "Sign in in a new tab",
    resume: "I have signed in",
  },
};

export const rolesEn = {
  admin: "Administrator",
  auditor: "Auditor",
  network_admin: "Network administrator",
  person: "Person",
  mayNot: (role: string) => `The role ${role} may look at this, but not change it.`,
  mayNotRead: (role: string) => `The role ${role} may not look at this.`,
  kept: {
    title: "Not for your role",
    body: "An administrator can give you another role, or show you what you need.",
  },
};

export const navigationEn = {
  groups: { watch: "Watch", access: "Access", network: "Network", people: "People", account: "Account" },
  overview: "Overview",
  sites: "Sites",
  resources: "Resources",
  groupsPage: "Groups",
  policies: "Policies",
  clients: "Clients",
  relays: "Relays",
  people: "People",
  serviceAccounts: "Service accounts",
  requests: "Access requests",
  endings: "What ends when",
  why: "Why?",
  logs: "Logs",
  settings: "Settings",
};

import {
  Activity,
  Bot,
  CircleHelp,
  Globe,
  Hand,
  Hourglass,
  KeyRound,
  Laptop,
  type LucideIcon,
  MapPin,
  RadioTower,
  ScrollText,
  Settings,
  UserRound,
  Users,
} from "lucide-react";
import { mayRead, type Readable, useMe } from "~/api/me.ts";
import { text } from "~/text/index.ts";

const { navigation: words } = text;

export interface NavigationEntry {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** What one has to be allowed to read to see anything there. */
  readonly reads: Readable;
}

type NavigationGroup = { readonly label: string; readonly entries: readonly NavigationEntry[] };

/** The pages, as the side bar and the command palette list them. */
const NAVIGATION: readonly NavigationGroup[] = [
  { label: words.groups.watch, entries: [{ to: "/", label: words.overview, icon: Activity, reads: "network" }] },
  {
    label: words.groups.access,
    entries: [
      { to: "/resources", label: words.resources, icon: Globe, reads: "network" },
      { to: "/groups", label: words.groupsPage, icon: Users, reads: "everything" },
      { to: "/policies", label: words.policies, icon: KeyRound, reads: "everything" },
      { to: "/requests", label: words.requests, icon: Hand, reads: "own" },
      { to: "/endings", label: words.endings, icon: Hourglass, reads: "everything" },
      { to: "/why", label: words.why, icon: CircleHelp, reads: "everything" },
    ],
  },
  {
    label: words.groups.network,
    entries: [
      { to: "/sites", label: words.sites, icon: MapPin, reads: "network" },
      { to: "/relays", label: words.relays, icon: RadioTower, reads: "network" },
      { to: "/clients", label: words.clients, icon: Laptop, reads: "everything" },
    ],
  },
  {
    label: words.groups.people,
    entries: [
      { to: "/people", label: words.people, icon: UserRound, reads: "everything" },
      { to: "/service-accounts", label: words.serviceAccounts, icon: Bot, reads: "everything" },
    ],
  },
  {
    label: words.groups.account,
    entries: [
      { to: "/logs", label: words.logs, icon: ScrollText, reads: "everything" },
      { to: "/settings", label: words.settings, icon: Settings, reads: "network" },
    ],
  },
];

/** Pages that are no entry, or are read by fewer than the entry that they are below. */
const READ_BELOW: readonly (readonly [path: string, reads: Readable])[] = [
  ["/actors", "everything"],
  ["/settings/authentication", "everything"],
  ["/settings/api", "everything"],
];

/** What this person may look at. */
export function useNavigation(): readonly NavigationGroup[] {
  const { role } = useMe();
  return NAVIGATION.map(({ label, entries }) => ({
    label,
    entries: entries.filter(({ reads }) => mayRead(role, reads)),
  })).filter(({ entries }) => entries.length > 0);
}

/** What one has to be allowed to read for the page at the path. `why` pages are for whoever sees policies. */
export function readableAt(path: string): Readable {
  if (path.endsWith("/why")) return "everything";
  const entries = NAVIGATION.flatMap(({ entries: all }) => all).map(({ to, reads }) => [to, reads] as const);
  const below = [...READ_BELOW, ...entries].filter(([to]) => to !== "/" && (path === to || path.startsWith(`${to}/`)));
  const [first] = below;
  return first ? first[1] : path === "/" ? "network" : "own";
}

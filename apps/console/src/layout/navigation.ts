import {
  Activity,
  Bot,
  CircleHelp,
  Globe,
  Hand,
  KeyRound,
  Laptop,
  type LucideIcon,
  MapPin,
  ScrollText,
  Settings,
  UserRound,
  Users,
} from "lucide-react";
import { text } from "~/text/index.ts";

const { navigation: words } = text;

export interface NavigationEntry {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
}

/** The pages, as the side bar and the command palette list them. */
export const NAVIGATION: readonly { readonly label: string; readonly entries: readonly NavigationEntry[] }[] = [
  { label: words.groups.watch, entries: [{ to: "/", label: words.overview, icon: Activity }] },
  {
    label: words.groups.access,
    entries: [
      { to: "/resources", label: words.resources, icon: Globe },
      { to: "/groups", label: words.groupsPage, icon: Users },
      { to: "/policies", label: words.policies, icon: KeyRound },
      { to: "/requests", label: words.requests, icon: Hand },
      { to: "/why", label: words.why, icon: CircleHelp },
    ],
  },
  {
    label: words.groups.network,
    entries: [
      { to: "/sites", label: words.sites, icon: MapPin },
      { to: "/clients", label: words.clients, icon: Laptop },
    ],
  },
  {
    label: words.groups.people,
    entries: [
      { to: "/people", label: words.people, icon: UserRound },
      { to: "/service-accounts", label: words.serviceAccounts, icon: Bot },
    ],
  },
  {
    label: words.groups.account,
    entries: [
      { to: "/logs", label: words.logs, icon: ScrollText },
      { to: "/settings", label: words.settings, icon: Settings },
    ],
  },
];

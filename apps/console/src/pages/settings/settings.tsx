import { Link, Outlet } from "@tanstack/react-router";
import { mayRead, useMe } from "~/api/me.ts";
import { readableAt } from "~/layout/navigation.ts";
import { text } from "~/text/index.ts";
import { Page } from "~/ui/page.tsx";

const { settings: words } = text;
const TABS = [
  { to: "/settings", label: words.tabs.account },
  { to: "/settings/dns", label: words.tabs.dns },
  { to: "/settings/notifications", label: words.tabs.notifications },
  { to: "/settings/authentication", label: words.tabs.authentication },
  { to: "/settings/api", label: words.tabs.api },
] as const;

/** The frame of all settings; each tab has an address of its own. */
export function Settings() {
  const { role } = useMe();
  const tabs = TABS.filter(({ to }) => mayRead(role, readableAt(to)));
  return (
    <Page title={words.title} intro={words.intro}>
      <nav aria-label={words.title} className="mb-6 overflow-x-auto border-line border-b">
        <ul className="flex gap-1">
          {tabs.map(({ to, label }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === "/settings", includeSearch: false }}
                className="block whitespace-nowrap border-transparent border-b-2 px-3 py-2 text-ink-soft text-sm hover:text-ink data-[status=active]:border-accent data-[status=active]:text-ink"
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </Page>
  );
}

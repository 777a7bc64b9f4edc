import { Link, Outlet } from "@tanstack/react-router";
import { Menu as MenuIcon, Search } from "lucide-react";
import { useCallback, useState } from "react";
import { useIsLive, useLiveUpdates } from "~/api/live.ts";
import { useMe } from "~/api/me.ts";
import { PasteGuard } from "~/forms/paste-guard.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { useNavigation } from "./navigation.ts";
import { RoleGate } from "./role-gate.tsx";
import { SessionEnded } from "./session-ended.tsx";
import { ShortcutHelp, useSingleKeys } from "./shortcuts.tsx";
import { UserMenu } from "./user-menu.tsx";

/** Side bar, top bar, and the page between them. */
export function Shell() {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const showHelp = useCallback(() => setHelpOpen(true), []);
  useSingleKeys(showHelp);
  const me = useMe();
  // The portal tells its changes to whoever may read something of the account.
  useLiveUpdates(me.role !== "person");
  const isLive = useIsLive();
  return (
    <div className="min-h-screen lg:grid lg:grid-cols-[15rem_1fr]">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3">
        {text.shell.skip}
      </a>
      <aside className="sticky top-0 hidden h-screen overflow-y-auto border-line border-r bg-surface px-3 py-4 lg:block">
        <p className="mb-6 px-3 font-semibold">{me.account.name}</p>
        <Navigation />
      </aside>
      <div className="min-w-0">
        <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-line border-b bg-canvas/95 px-4 lg:px-8">
          <Button variant="ghost" className="lg:hidden" aria-label={text.shell.menu} onClick={() => setMenuOpen(true)}>
            <MenuIcon aria-hidden className="size-5" />
          </Button>
          <Button className="text-ink-soft" onClick={() => setPaletteOpen(true)}>
            <Search aria-hidden className="size-4" />
            <span className="sr-only sm:not-sr-only">{text.shell.palette.title}</span>
            <kbd className="ml-2 hidden rounded border border-line px-1.5 font-sans text-xs sm:inline">Ctrl K</kbd>
          </Button>
          <div className="ml-auto">
            <UserMenu />
          </div>
        </header>
        {!isLive && (
          <p role="status" className="bg-warn-soft px-4 py-2 text-sm text-warn lg:px-8">
            {text.shell.connectionLost}
          </p>
        )}
        <main id="content" tabIndex={-1} className="mx-auto max-w-6xl px-4 py-6 outline-none lg:px-8 lg:py-8">
          <RoleGate>
            <Outlet />
          </RoleGate>
        </main>
      </div>
      {isMenuOpen && (
        <SidePanel title={text.shell.menu} onClose={() => setMenuOpen(false)}>
          <Navigation onGo={() => setMenuOpen(false)} />
        </SidePanel>
      )}
      <CommandPalette isOpen={isPaletteOpen} setOpen={setPaletteOpen} onHelp={showHelp} />
      {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
      <SessionEnded />
      <PasteGuard />
    </div>
  );
}

function Navigation({ onGo }: { readonly onGo?: () => void }) {
  return (
    <nav aria-label={text.shell.menu} className="space-y-5">
      {useNavigation().map(({ label, entries }) => (
        <div key={label}>
          <p className="mb-1 px-3 font-medium text-ink-soft text-xs">{label}</p>
          <ul className="space-y-0.5">
            {entries.map(({ to, label: name, icon: Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  activeOptions={{ exact: to === "/", includeSearch: false }}
                  onClick={() => onGo?.()}
                  className="flex items-center gap-2.5 rounded-md px-3 py-1.5 text-ink-soft text-sm hover:bg-raised hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
                >
                  <Icon aria-hidden className="size-4" />
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

import { Link } from "@tanstack/react-router";
import { Check, CircleUserRound } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { signedOutAddress } from "~/account.ts";
import { api } from "~/api/client.ts";
import { useMe } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { chooseTheme, chosenTheme, THEMES, type Theme } from "./theme.ts";

const ITEM =
  "flex cursor-pointer items-center gap-2 rounded px-2.5 py-1.5 text-sm outline-none data-[highlighted]:bg-raised";

/** Who is signed in, the theme, and the way out. */
export function UserMenu() {
  const me = useMe();
  const [theme, setTheme] = useState(chosenTheme());
  const end = api.useMutation("delete", "/me/portal_sessions/{id}");
  const signOut = async () => {
    const { portal_session_id: id } = me;
    if (id !== null) await end.mutateAsync({ params: { path: { id } } });
    location.assign(signedOutAddress);
  };
  const pick = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={text.shell.signedInAs(me.actor.name)}
        className="flex items-center gap-2 rounded-md px-2 py-1.5 text-sm hover:bg-raised"
      >
        <CircleUserRound aria-hidden className="size-5" />
        <span className="hidden max-w-40 truncate sm:inline">{me.actor.name}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-40 w-60 rounded-lg border border-line bg-surface p-1.5 shadow-xl"
        >
          <div className="px-2.5 py-2">
            <p className="truncate font-medium text-sm">{me.actor.name}</p>
            <p className="mb-1.5 truncate text-ink-soft text-xs">{me.actor.email}</p>
            <Badge tone="accent">{text.roles[me.role]}</Badge>
          </div>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Label className="px-2.5 py-1 text-ink-soft text-xs">
            {text.shell.theme.label}
          </DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={theme}>
            {THEMES.map((one) => (
              <DropdownMenu.RadioItem key={one} value={one} onSelect={() => pick(one)} className={ITEM}>
                <span className="flex-1">{text.shell.theme[one]}</span>
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden className="size-4" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item asChild className={ITEM}>
            <Link to="/profile">{text.profile.title}</Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={() => void signOut()}>
            {text.shell.signOut}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

import { useState } from "react";
import { useMe } from "~/api/me.ts";
import { chooseTheme, chosenTheme, THEMES } from "~/layout/theme.ts";
import { text } from "~/text/index.ts";
import { Facts } from "~/ui/facts.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page, Section } from "~/ui/page.tsx";
import { OwnAccess } from "./own-access.tsx";
import { OwnBrowsers } from "./own-browsers.tsx";
import { OwnDetails } from "./own-details.tsx";
import { OwnDevices } from "./own-devices.tsx";
import { PasswordSection } from "./password-section.tsx";

const { profile: words } = text;

/** Whoever is signed in, about themselves. */
export function Profile() {
  const { actor, account, role } = useMe();
  return (
    <Page
      title={actor.name}
      intro={words.intro}
      actions={
        role === "admin" && (
          <LinkButton to="/actors/$actorId" params={{ actorId: actor.id }}>
            {words.edit}
          </LinkButton>
        )
      }
    >
      <Facts
        facts={[
          [words.email, actor.email],
          [words.role, text.roles[role]],
          [words.account, account.name],
        ]}
      />
      <p className="mt-2 text-ink-soft text-sm">{words.change}</p>
      <Section title={words.details}>
        <OwnDetails />
      </Section>
      <Section title={words.appearance}>
        <ThemeChoice />
      </Section>
      <Section title={words.password}>
        <PasswordSection hasPassword={actor.has_password} />
      </Section>
      <OwnBrowsers />
      <OwnDevices />
      <Section title={words.access}>
        <OwnAccess />
      </Section>
    </Page>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme());
  return (
    <fieldset className="flex flex-wrap items-center gap-4 text-sm">
      <legend className="mb-2 text-ink-soft">{words.appearanceHint}</legend>
      {THEMES.map((one) => (
        <label key={one} className="flex min-h-6 items-center gap-2">
          <input
            type="radio"
            name="theme"
            className="size-4 accent-accent"
            checked={theme === one}
            onChange={() => {
              chooseTheme(one);
              setTheme(one);
            }}
          />
          {text.shell.theme[one]}
        </label>
      ))}
    </fieldset>
  );
}

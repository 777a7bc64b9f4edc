import { text } from "~/text/index.ts";
import type { TabbedCommand } from "../devices/command-tabs.tsx";
import { isOffered, packageCommands } from "../devices/package-commands.ts";
import type { OfferedPackage } from "../devices/use-packages.ts";
import { CHECKOUT, MAKE_PACKAGE } from "../devices/without-package.ts";

const { hints, tabs } = text.relays.start;

interface Start {
  /** The portal as relays dial it. */
  readonly apiUrl: string;
  readonly token: string;
  readonly packages: readonly OfferedPackage[];
}

/** Ready to paste, but for the address: by the package that the portal hands out, or from a checkout where it has none. */
export function relayCommands({ apiUrl, token, packages }: Start): readonly [TabbedCommand, ...TabbedCommand[]] {
  const settings = [
    "PUBLIC_IP4_ADDR='<its public address>'",
    `FIREZONE_API_URL='${apiUrl}'`,
    `FIREZONE_TOKEN='${token}'`,
  ];
  const run = (program: string) => `${settings.join(" \\\n  ")} \\\n  ./${program} relay`;
  if (!isOffered(packages)) {
    const shell = { hint: hints.shellCheckout, command: `cd /opt/firezone &&\n${run("firezone")}` };
    return [{ id: "shell", label: tabs.shell, steps: [CHECKOUT, shell] }, MAKE_PACKAGE];
  }
  const { install, unpack } = packageCommands(apiUrl, packages);
  const debian = `${install}
printf '%s\\n' ${settings.join(" \\\n  ")} \\
  | sudo tee /etc/firezone/relay.env > /dev/null &&
sudo systemctl enable firezone-relay && sudo systemctl restart firezone-relay`;
  return [
    { id: "debian", label: tabs.debian, steps: [{ hint: hints.debian, command: debian }] },
    {
      id: "shell",
      label: tabs.shell,
      steps: [{ hint: hints.shell, command: `${unpack}\n${run("usr/bin/firezone")}` }],
    },
  ];
}

import { text } from "~/text/index.ts";
import type { TabbedCommand } from "./command-tabs.tsx";
import { isOffered, packageCommands } from "./package-commands.ts";
import type { OfferedPackage } from "./use-packages.ts";
import { CHECKOUT } from "./without-package.ts";

const { tabs, hints } = text.devices;

interface Connection {
  /** The portal as devices dial it. */
  readonly apiUrl: string;
  readonly slug: string;
  readonly packages: readonly OfferedPackage[];
}

type Way = Readonly<Record<"person" | "machine", TabbedCommand["steps"]>>;

/** Ready to paste: by the package that the portal hands out, or from a checkout where it has none. */
export function clientCommands(connection: Connection): readonly [TabbedCommand, ...TabbedCommand[]] {
  const { apiUrl, slug, packages } = connection;
  const web = apiUrl.replace(/^ws/, "http").replace(/\/+$/, "");
  const signIn = `client sign-in --auth-base-url '${web}' --account-slug '${slug}'`;
  const { person, machine } = isOffered(packages)
    ? fromPackage(apiUrl, packageCommands(apiUrl, packages).install, signIn)
    : fromCheckout(apiUrl, signIn);
  return [
    { id: "person", label: tabs.person, steps: person },
    { id: "machine", label: tabs.machine, steps: machine },
    { id: "app", label: tabs.app, steps: [{ hint: hints.app, command: `${web}\n${apiUrl}\n${slug}` }] },
  ];
}

function fromCheckout(apiUrl: string, signIn: string): Way {
  const run = (environment: string) => `sudo ${environment}FIREZONE_API_URL='${apiUrl}' ./firezone client`;
  const person = `cd /opt/firezone &&\nsudo ./firezone ${signIn} &&\n${run("")}`;
  const machine = `cd /opt/firezone &&\n${run("FIREZONE_TOKEN='<token>' ")}`;
  return {
    person: [CHECKOUT, { hint: hints.personCheckout, command: person }],
    machine: [CHECKOUT, { hint: hints.machineCheckout, command: machine }],
  };
}

function fromPackage(apiUrl: string, install: string, signIn: string): Way {
  // Debian has no systemd-resolved from the start, Ubuntu has.
  const set = `${install}
dns=$(systemctl is-active -q systemd-resolved && echo systemd-resolved || echo etc-resolv-conf) &&
printf '%s\\n' 'FIREZONE_API_URL=${apiUrl}' "FIREZONE_DNS_CONTROL=$dns" | sudo tee /etc/firezone/client.env &&`;
  const store = "echo '<token>' | sudo install -D -m 600 /dev/stdin /etc/dev.firezone.client/token &&";
  const start = "sudo systemctl enable firezone-client && sudo systemctl restart firezone-client";
  return {
    person: [{ hint: hints.person, command: `${set}\nsudo firezone ${signIn} &&\n${start}` }],
    machine: [{ hint: hints.machine, command: `${set}\n${store}\n${start}` }],
  };
}

import { text } from "~/text/index.ts";
import type { TabbedCommand } from "./command-tabs.tsx";

const { tabs, hints } = text.devices;

/** Ready to paste; `apiUrl` is the portal as devices dial it. */
export function clientCommands(apiUrl: string, slug: string): readonly [TabbedCommand, ...TabbedCommand[]] {
  const web = apiUrl.replace(/^ws/, "http").replace(/\/+$/, "");
  const run = (environment: string) => `sudo ${environment}FIREZONE_API_URL='${apiUrl}' ./firezone client`;
  const person = `cd /opt/firezone
sudo ./firezone client sign-in --auth-base-url '${web}' --account-slug '${slug}'
${run("")}`;
  const machine = `cd /opt/firezone
${run("FIREZONE_TOKEN='<token>' ")}`;
  return [
    { id: "person", label: tabs.person, hint: hints.person, command: person },
    { id: "machine", label: tabs.machine, hint: hints.machine, command: machine },
    { id: "app", label: tabs.app, hint: hints.app, command: `${web}\n${apiUrl}\n${slug}` },
  ];
}

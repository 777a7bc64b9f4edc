// sd_notify(3) through the program of that name. Units that start us need `NotifyAccess=all`, since the message comes
// from a child process.

import type { Host } from "./host.ts";

export type ServiceState = "READY=1" | "RELOADING=1" | "STOPPING=1" | "WATCHDOG=1" | `STATUS=${string}`;

/** Does nothing where no service manager is listening. */
export async function notifySystemd(
  host: Host,
  environment: { readonly NOTIFY_SOCKET?: string | undefined },
  ...states: readonly ServiceState[]
): Promise<void> {
  if (environment.NOTIFY_SOCKET === undefined || environment.NOTIFY_SOCKET === "") return;
  await host.run("systemd-notify", states);
}

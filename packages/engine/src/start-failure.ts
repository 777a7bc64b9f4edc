/** Why the packet loop could not start, and what helps: one line for the person who runs the program. */
export function explainStartFailure(error: unknown, tun: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("EBUSY")) return `${tun} is in use: another client or gateway runs on this machine`;
  if (!message.includes("/dev/net/tun")) return `The packet loop cannot start: ${message}`;
  if (message.includes("EACCES")) {
    return `Not permitted to open the TUN device (${message}): run it as root, or let its user read and write /dev/net/tun`;
  }
  return `No TUN device (${message}): load the module (modprobe tun), or give the container the device (--device /dev/net/tun)`;
}

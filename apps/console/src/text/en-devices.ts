/** What is said where a gateway is deployed or a client is connected. */
export const devicesEn = {
  debian: "Debian",
  noPackage:
    "This portal has no package to hand out yet. Make it in the portal's checkout by this command, and the commands for Debian and Ubuntu appear here. A portal that was itself installed from a package makes it within minutes; systemctl status firezone-package on its machine says how far it is.",
  checkout:
    "First, once: on Linux with Node 20 or newer and npm, copy the folder that this portal was started from (its checkout) to /opt/firezone, without node_modules and data. Then:",
  loopback: (url: string) =>
    `${url} leads to this very machine only. For other machines, open the console by the portal's name or address on the network, or start the portal with API_EXTERNAL_URL.`,
  connect: "Connect a device",
  connectIntro:
    "On a person's computer or a machine that should reach something. It appears under Clients as soon as it is connected.",
  waiting: "Waiting for a device to connect …",
  waitingLong: "Nothing yet. The last line that the client printed says what is wrong.",
  connected: (name: string) => `${name} is connected.`,
  tabs: { person: "A person", machine: "A machine", app: "Firezone app" },
  hints: {
    person:
      "Debian, Ubuntu and relatives. It shows an address: whoever opens it signs in there, in any browser. From then on the client starts with the machine.",
    personCheckout:
      "It shows an address: whoever opens it signs in there, in any browser. Then it runs until it is stopped; without systemd-resolved, add --dns-control etc-resolv-conf at the end.",
    machine:
      "Debian, Ubuntu and relatives, for a service account: make a token on its page, and put it in place of <token>.",
    machineCheckout:
      "For a service account: make a token on its page, and put it in place of <token>. Without systemd-resolved, add --dns-control etc-resolv-conf.",
    app: "Stock Firezone apps for other systems speak the same protocol. In their settings, under Advanced: the authentication base URL, the API URL and the account slug, in this order. They need https.",
  },
};

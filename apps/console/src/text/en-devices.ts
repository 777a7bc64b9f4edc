/** What is said where a gateway is deployed or a client is connected. */
export const devicesEn = {
  first: "1. Firezone on that machine, once",
  firstHint:
    "Linux with Node 20 or newer and npm. Copy the folder that this portal was started from (its checkout) to /opt/firezone there, without node_modules and data; then:",
  second: "2. Start it",
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
      "Linux. The first command shows an address: whoever opens it signs in there, in any browser. The second runs until it is stopped; without systemd-resolved, add --dns-control etc-resolv-conf to it.",
    machine:
      "For a service account: make a token on its page, and put it in place of <token>. Without systemd-resolved, add --dns-control etc-resolv-conf.",
    app: "Stock Firezone apps for other systems speak the same protocol. In their settings, under Advanced: the authentication base URL, the API URL and the account slug, in this order. They need https.",
  },
};

/** What the page of relays says. */
export const relaysEn = {
  title: "Relays",
  intro:
    "Devices learn from a relay how they are reached, and those that cannot reach each other directly send through it. It sees nothing of what it passes on.",
  online: (count: number) =>
    count === 0 ? "No relay is connected." : `${count} ${count === 1 ? "relay is" : "relays are"} connected.`,
  kept: "Relays serve all accounts of this installation, and are looked after by whoever runs the portal, who can leave that to one account (OPERATOR_ACCOUNT_ID).",
  connected: "Connected now",
  unnamed: "Without a name",
  addresses: "Addresses for devices",
  from: "Connected from",
  version: "Version",
  since: "Since",
  token: "Token made",
  none: {
    title: "No relay is connected",
    body: "Without one no device finds another, not even where the direct way is open. One relay on a public address is enough to begin with; two let one fail.",
  },
  tokens: "Tokens",
  made: "Made",
  inUse: "Relays connected with it",
  revoke: "Revoke",
  revokeTitle: "Revoke this token?",
  revokeBody: (count: number) =>
    count === 0
      ? "No relay is connected with it. Those that try are refused from now on."
      : `${count === 1 ? "One relay is" : `${count} relays are`} connected with it, and end at once; what goes through them finds another relay within seconds, where there is one.`,
  revoked: "The token is revoked.",
  noTokens: { title: "No tokens", body: "A relay connects to the portal with a token. Several relays may share one." },
  start: {
    title: "Start a relay",
    intro: "On a machine with a public address, where UDP ports 3478 and 49152 to 65535 are open.",
    make: "Make a token",
    hint: "With this token any number of relays connect, until it is revoked. It is shown this once.",
    address: "Put the machine's public address in place of <its public address>.",
    tabs: { debian: "Debian", shell: "Shell" },
    hints: {
      debian: "Debian, Ubuntu and relatives, by the package that this portal hands out. It starts with the machine.",
      shell: "Debian and Ubuntu, to try it: nothing is installed, and it runs until you stop it.",
      shellCheckout: "Then, to try it; it runs until you stop it.",
    },
    waiting: "Waiting for the relay to connect …",
    waitingLong: "Nothing yet. The last line that the relay printed says what is wrong.",
    connected: (name: string) => `${name} is connected.`,
    aRelay: "The relay",
    done: "Done",
  },
};

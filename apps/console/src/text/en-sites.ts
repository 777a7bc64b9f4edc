/** What the pages of sites and gateways say. */
export const sitesEn = {
  title: "Sites",
  intro: "A site is a place with a network of its own. Its gateways reach what is there.",
  new: "New site",
  editTitle: (name: string) => `Edit ${name}`,
  searchLabel: "Search sites by name",
  empty: {
    title: "No sites yet",
    body: "A site stands for an office, a data centre or a cloud network. Make one, deploy a gateway in it, and add the resources that it reaches.",
  },
  nameHint: "As your people would call the place, such as “Lisbon office”.",
  threshold: "Gateways that should be online",
  thresholdHint: "With fewer of them the site counts as degraded. Two or more let one fail without anyone noticing.",
  gateways: "Gateways",
  resources: "Resources",
  health: {
    empty: "No gateways",
    online: (online: number, all: number) => `${online} of ${all} online`,
  },
  gateway: {
    version: "Version",
    address: "Public address",
    lastSeen: "Last seen",
    token: "Token",
    deploy: "Deploy a gateway",
    empty: {
      title: "No gateways deployed to this site",
      body: "A gateway is a small program on a machine that can reach the resources of this site. It opens no port, and two of them share the work.",
    },
    deleteTitle: (name: string) => `Delete the gateway ${name}?`,
    deleteBody:
      "It is disconnected at once, and its own token stops working. Connections through it move to another gateway of the site, where there is one.",
  },
  deploy: {
    title: "Deploy a gateway",
    intro: "Run one of these on a machine beside the resources. The token in it is shown this once.",
    make: "Make a token",
    tokenHint: "A token lets any number of gateways join this site, until you revoke it.",
    tabs: { systemd: "systemd", docker: "Docker", shell: "Shell" },
    hints: {
      systemd:
        "Debian and relatives, with this repository in /opt/firezone (npm ci && npm run build). Starts with the machine.",
      docker: "The stock Firezone gateway's image; it speaks the same protocol.",
      shell: "To try it: runs until you stop it, with this repository in /opt/firezone.",
    },
    waiting: "Waiting for the gateway to connect …",
    connected: (name: string) => `${name} is connected.`,
    done: "Done",
  },
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteBody: "Its gateways are disconnected. These resources go with it, and so do the policies that grant them:",
  deleteNothing: "Its gateways are disconnected. It has no resources.",
  andMore: (count: number) => `and ${count} more`,
  created: (name: string) => `${name} is there. Next: deploy a gateway in it.`,
  saved: "Saved.",
  deleted: (name: string) => `${name} is deleted.`,
  internet:
    "Traffic to the whole Internet leaves by the gateways of this site. The portal made it, and its name cannot be changed.",
};

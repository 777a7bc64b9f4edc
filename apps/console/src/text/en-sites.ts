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
  addResource: "Add a resource",
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
    intro: "On a machine that reaches the resources of this site. It needs no open port, only a way out to the portal.",
    make: "Make a token",
    tokenHint: "A token lets any number of gateways join this site, until it is revoked. It is shown this once.",
    tabs: { debian: "Debian", docker: "Docker", systemd: "systemd", shell: "Shell" },
    hints: {
      debian: "Debian, Ubuntu and relatives, by the package that this portal hands out. It starts with the machine.",
      docker: "An image is built on that machine, of Debian's and the package that this portal hands out.",
      dockerCheckout: "Then start Debian's image, with that folder mounted into it:",
      systemd:
        "Other distributions with systemd and glibc. Needs curl, ar (binutils), nft (nftables) and ip (iproute2). It starts with the machine.",
      systemdCheckout: "Then, with nft (nftables) and ip (iproute2) there; it starts with the machine:",
      shell:
        "Debian and Ubuntu, to try it: nothing is installed, and it runs until you stop it. Needs the packages nftables and iproute2.",
      shellCheckout: "Then, to try it; it runs until you stop it. Needs the packages nftables and iproute2.",
    },
    waiting: "Waiting for the gateway to connect …",
    waitingLong:
      "Nothing yet. Look at what the gateway prints, or journalctl -u firezone-gateway: its last line says what is wrong.",
    connected: (name: string) => `${name} is connected.`,
    next: "Next: add a resource",
    done: "Done",
  },
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteBody: "Its gateways are disconnected at once, and these go with it:",
  deleteNothing: "Its gateways are disconnected. It has no resources.",
  created: (name: string) => `${name} is there. Next: deploy a gateway in it.`,
  saved: "Saved.",
  deleted: (name: string) => `${name} is deleted.`,
  internet:
    "Traffic to the whole Internet leaves by the gateways of this site. The portal made it, and its name cannot be changed.",
};

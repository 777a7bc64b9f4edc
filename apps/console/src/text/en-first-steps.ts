/** What the overview says until the first connection is there. */
export const firstStepsEn = {
  title: "First steps",
  done: "Done:",
  steps: {
    site: {
      title: "Make a site",
      body: "The office, data centre or cloud network in which the things are that people should reach.",
    },
    gateway: {
      title: "Deploy a gateway in it",
      body: "A small program on a machine there. The console shows the command, and lights up when it is connected.",
    },
    resource: {
      title: "Add a resource",
      body: "What people should reach: a host name, an address or a network beside the gateway.",
    },
    group: {
      title: "Make a group and put people into it",
      body: "Access is granted to groups. Add the people first, under People, or grant to Everyone.",
    },
    policy: { title: "Grant access by a policy", body: "A group and a resource. Until then everything is denied." },
    client: { title: "Connect a device", body: "On it somebody signs in, and opens what the policy grants." },
  },
};

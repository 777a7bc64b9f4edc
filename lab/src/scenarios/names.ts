import * as at from "../world/addresses.ts";
import { CORP, SIX } from "../world/company.ts";
import { SERVICES } from "../world/programs.ts";
import { expectEqual, expectPage } from "./checks.ts";
import type { Scenario } from "./scenario.ts";

const PROXY = /^100\.(9[6-9]|1[01]\d|12[0-7])\./;

export const dnsResource: Scenario = {
  name: "dns-resource",
  shows: "a name that only the office knows leads into the tunnel; other names are asked outside",
  prepare: async (company) => void (await company.add(CORP)),
  async play({ world, note }) {
    const addresses = world.laptop.run("dig", "+short", at.INTRANET).trim().split("\n");
    expectEqual("addresses", addresses.length, 4);
    if (!addresses.every((ip) => PROXY.test(ip))) throw new Error(`no proxy addresses: ${addresses.join(" ")}`);
    const page = await expectPage(world.laptop, `http://${at.INTRANET}`);
    note(page.body.split("\n")[1]);
    const reverse = world.laptop.run("dig", "+short", "-x", addresses[0]).trim();
    expectEqual("the name of the proxy address", reverse, `${at.INTRANET}.`);
    expectEqual("a public name", world.laptop.run("dig", "+short", at.PUBLIC_NAME).trim(), at.PORTAL_IP);
    const text = world.laptop.run("dig", "+short", "TXT", at.INTRANET).trim();
    expectEqual("TXT through the gateway", text, '"served at the office"');
    const service = world.laptop.run("dig", "+short", "SRV", `_http._tcp.${at.INTRANET}`).trim();
    expectEqual("SRV through the gateway", service, `1 1 80 ${at.INTRANET}.`);
  },
};

export const dnsTcp: Scenario = {
  name: "dns-tcp",
  shows: "the stub resolver answers over TCP: resource names, foreign names, several queries on one connection",
  prepare: async (company) => void (await company.add(CORP)),
  async play({ world }) {
    const addresses = world.laptop.run("dig", "+tcp", "+short", at.INTRANET).trim().split("\n");
    if (!addresses.every((ip) => PROXY.test(ip))) throw new Error(`no proxy addresses: ${addresses.join(" ")}`);
    expectEqual("a public name", world.laptop.run("dig", "+tcp", "+short", at.PUBLIC_NAME).trim(), at.PORTAL_IP);
    const both = world.laptop.run("dig", "+tcp", "+keepopen", "+short", at.INTRANET, at.PUBLIC_NAME);
    expectEqual("answers on one connection", both.trim().split("\n").length, 5);
    const text = world.laptop.run("dig", "+tcp", "+short", "TXT", at.INTRANET).trim();
    expectEqual("TXT through the gateway", text, '"served at the office"');
  },
};

export const twoNamesOneAddress: Scenario = {
  name: "two-names-one-address",
  shows: "two names of one server are used at once from the same source port: the gateway's NAT keeps them apart",
  prepare: async (company) => void (await company.add(CORP)),
  async play({ world }) {
    const words = ["--local-port", "5555", at.INTRANET, at.WIKI];
    const fetching = world.laptop.startNode("fetch-together", SERVICES.fetchTogether, words);
    const { code } = await fetching.exited;
    if (code !== 0) throw new Error(`the pages were not fetched: ${fetching.output}`);
    const asked = fetching.lines.flatMap((line) => /You asked for (\S+)/.exec(line)?.[1] ?? []);
    expectEqual("pages", asked, [at.INTRANET, at.WIKI]);
  },
};

export const ipv6Only: Scenario = {
  name: "ipv6-only",
  shows: "a resource without IPv4 is reached over the tunnel's IPv6 while the outside is IPv4 only",
  prepare: async (company) => void (await company.add(SIX)),
  async play({ world, note }) {
    expectEqual("IPv4 addresses", world.laptop.run("dig", "+short", "A", at.ONLY_IPV6).trim(), "");
    const page = await expectPage(world.laptop, `http://${at.ONLY_IPV6}`);
    note(page.body.split("\n")[1]);
  },
};

import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Namespace, TemporaryDirectory } from "../test/namespace.ts";
import { ChangeJournal } from "./change-journal.ts";
import { IpCommand } from "./ip-command.ts";
import { FIREZONE_MARK, TABLE_DEFAULT, TABLE_ON_LINK, TABLE_TUNNEL, TABLES } from "./routing.ts";
import { TunInterface } from "./tun-interface.ts";

const ADDRESSES = { ipv4: "100.81.12.34", ipv6: "fd00:2021:1111::7:1a2b" };
const MARK = `0x${FIREZONE_MARK.toString(16)}`;

let here: Namespace;
let neighbour: Namespace;
let directory: TemporaryDirectory;
let journal: ChangeJournal;
let tun: TunInterface;
let ip: IpCommand;

beforeEach(async () => {
  here = new Namespace();
  neighbour = new Namespace();
  directory = new TemporaryDirectory();
  here.connect("eth0", neighbour, "eth0");
  here.ip("addr add 192.0.2.10/24 dev eth0");
  here.ip("-6 addr add 2001:db8::10/64 dev eth0 nodad");
  here.ip("route add default via 192.0.2.1");
  here.addTun("tun-firezone");
  journal = await ChangeJournal.open(directory.file("changes.json"), here.host);
  tun = new TunInterface({ host: here.host, journal });
  ip = new IpCommand(here.host);
});

afterEach(() => {
  here.remove();
  neighbour.remove();
  directory.remove();
});

const destinations = async (version: 4 | 6, table: number) =>
  (await ip.routes(version, ["table", String(table)])).map(({ destination }) => destination).sort();
const wayTo = (destination: string, mark?: string) =>
  /dev (\S+)/.exec(here.ip(`route get ${destination}${mark === undefined ? "" : ` mark ${mark}`}`))?.[1];
const rulesOf = async (version: 4 | 6) =>
  (await ip.rules(version)).filter(({ table }) => TABLES.some((own) => String(own) === table));

describe("addresses", () => {
  test("come with MTU and queue length, and nothing else", async () => {
    expect(await tun.setAddresses(ADDRESSES)).toEqual({ ipv4: true, ipv6: true });
    const [link] = await ip.links("tun-firezone");
    expect(link).toMatchObject({ mtu: 1280, queueLength: 10_000 });
    expect(link.addresses).toEqual([
      { ip: ADDRESSES.ipv4, length: 32 },
      { ip: ADDRESSES.ipv6, length: 128 },
    ]);
  });

  test("replace those before", async () => {
    await tun.setAddresses(ADDRESSES);
    await tun.setAddresses({ ...ADDRESSES, ipv4: "100.81.12.35" });
    const [link] = await ip.links("tun-firezone");
    expect(link.addresses.map((address) => address.ip)).toEqual(["100.81.12.35", ADDRESSES.ipv6]);
  });

  test("bring the rules once", async () => {
    await tun.setAddresses(ADDRESSES);
    await tun.setAddresses({ ...ADDRESSES, ipv4: "100.81.12.35" });
    for (const version of [4, 6] as const) {
      const rules = await rulesOf(version);
      expect(rules.map(({ priority, table }) => [priority, table])).toEqual([
        [100, String(TABLE_TUNNEL)],
        [200, String(TABLE_ON_LINK)],
        [300, String(TABLE_DEFAULT)],
      ]);
      for (const rule of rules) expect(rule).toMatchObject({ fwmark: MARK, not: null });
    }
  });

  test("of one family are enough", async () => {
    here.exec("sysctl -qw net.ipv6.conf.all.disable_ipv6=1");
    const warnings: string[] = [];
    tun = new TunInterface({ host: here.host, journal, warn: (message) => warnings.push(message) });
    expect(await tun.setAddresses(ADDRESSES)).toEqual({ ipv4: true, ipv6: false });
    expect(warnings).toEqual([expect.stringContaining(ADDRESSES.ipv6)]);
    await tun.setRoutes(["100.64.0.0/11", "fd00:2021:1111::/107"]);
    expect(await destinations(4, TABLE_TUNNEL)).toEqual(["100.64.0.0/11"]);
  });

  test("need a device", async () => {
    const lost = new TunInterface({ host: here.host, journal, name: "tun-nobody" });
    await expect(lost.setAddresses(ADDRESSES)).rejects.toThrow(/Cannot find device "tun-nobody"/);
  });
});

describe("routes", () => {
  beforeEach(async () => {
    await tun.setAddresses(ADDRESSES);
  });

  test("are added and taken away by difference", async () => {
    await tun.setRoutes(["100.64.0.0/11", "10.0.0.0/8", "10.61.9.4/32", "fd00:2021:1111::/107", "2001:db8:61::4/128"]);
    expect(await destinations(4, TABLE_TUNNEL)).toEqual(["10.0.0.0/8", "10.61.9.4/32", "100.64.0.0/11"]);
    expect(await destinations(6, TABLE_TUNNEL)).toEqual(["2001:db8:61::4/128", "fd00:2021:1111::/107"]);
    await Promise.all([tun.setRoutes(["10.0.0.0/8"]), tun.setRoutes(["100.64.0.0/11", "10.61.9.4/32"])]);
    expect(await destinations(4, TABLE_TUNNEL)).toEqual(["10.61.9.4/32", "100.64.0.0/11"]);
    expect(await destinations(6, TABLE_TUNNEL)).toEqual([]);
  });

  test("lead everything into the tunnel that is not marked", async () => {
    await tun.setRoutes(["10.0.0.0/8"]);
    expect(wayTo("10.1.2.3")).toBe("tun-firezone");
    expect(wayTo("10.1.2.3", MARK)).toBe("eth0");
    expect(wayTo("203.0.113.1")).toBe("eth0");
  });

  test("to everywhere leave the LAN alone", async () => {
    await tun.syncOnLinkRoutes();
    await tun.setRoutes(["0.0.0.0/0", "::/0", "192.0.2.99/32"]);
    expect(await destinations(4, TABLE_DEFAULT)).toEqual(["0.0.0.0/0"]);
    expect(await destinations(6, TABLE_DEFAULT)).toEqual(["::/0"]);
    expect(wayTo("203.0.113.1")).toBe("tun-firezone");
    expect(wayTo("203.0.113.1", MARK)).toBe("eth0");
    expect(wayTo("192.0.2.20")).toBe("eth0");
    expect(wayTo("2001:db8::20")).toBe("eth0");
    expect(wayTo("2001:db8:1::20")).toBe("tun-firezone");
    expect(wayTo("192.0.2.99")).toBe("tun-firezone");
    await tun.setRoutes([]);
    expect(wayTo("203.0.113.1")).toBe("eth0");
  });

  test("of the LAN go with its interface", async () => {
    await tun.syncOnLinkRoutes();
    expect(await destinations(4, TABLE_ON_LINK)).toEqual(["192.0.2.0/24"]);
    expect(await destinations(6, TABLE_ON_LINK)).toEqual(["2001:db8::/64"]);
    here.ip("addr add 198.51.100.9/25 dev eth0");
    await tun.syncOnLinkRoutes();
    expect(await destinations(4, TABLE_ON_LINK)).toEqual(["192.0.2.0/24", "198.51.100.0/25"]);
    here.ip("addr del 192.0.2.10/24 dev eth0");
    await tun.syncOnLinkRoutes();
    expect(await destinations(4, TABLE_ON_LINK)).toEqual(["198.51.100.0/25"]);
  });

  test("to everywhere loosen a strict reverse path filter, and leave it strict again afterwards", async () => {
    here.exec("sysctl -qw net.ipv4.conf.all.rp_filter=1");
    await tun.setRoutes(["10.0.0.0/8"]);
    expect(here.exec("cat /proc/sys/net/ipv4/conf/eth0/rp_filter").trim()).not.toBe("2");
    await tun.setRoutes(["0.0.0.0/0"]);
    expect(here.exec("cat /proc/sys/net/ipv4/conf/eth0/rp_filter").trim()).toBe("2");
    await journal.undoAll();
    expect(here.exec("cat /proc/sys/net/ipv4/conf/eth0/rp_filter").trim()).not.toBe("2");
  });
});

describe("what is left behind", () => {
  test("is nothing after an orderly exit", async () => {
    await tun.setAddresses(ADDRESSES);
    await tun.setRoutes(["10.0.0.0/8", "::/0"]);
    await journal.undoAll();
    for (const version of [4, 6] as const) {
      expect(await rulesOf(version)).toEqual([]);
      for (const table of TABLES) expect(await destinations(version, table)).toEqual([]);
    }
    expect(existsSync(directory.file("changes.json"))).toBe(false);
  });

  test("by a crash is gone at the next start", async () => {
    await tun.setAddresses(ADDRESSES);
    await tun.setRoutes(["10.0.0.0/8", "2001:db8:9::/48"]);
    const next = await ChangeJournal.open(directory.file("changes.json"), here.host);
    expect(next.changes).toEqual([]);
    for (const version of [4, 6] as const) {
      expect(await rulesOf(version)).toEqual([]);
      expect(await destinations(version, TABLE_TUNNEL)).toEqual([]);
    }
  });
});

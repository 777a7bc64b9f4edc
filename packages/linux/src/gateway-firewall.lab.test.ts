import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Namespace, TemporaryDirectory } from "../test/namespace.ts";
import { ChangeJournal } from "./change-journal.ts";
import { setUpGateway } from "./gateway-firewall.ts";

let gateway: Namespace;
let inside: Namespace;
let server: Namespace;
let directory: TemporaryDirectory;
let journal: ChangeJournal;

// A wire stands for the tunnel: what comes out of it has the addresses of clients.
beforeEach(async () => {
  gateway = new Namespace();
  inside = new Namespace();
  server = new Namespace();
  directory = new TemporaryDirectory();
  gateway.connect("tun-firezone", inside, "eth0");
  gateway.connect("lan0", server, "eth0");
  gateway.ip("addr add 100.64.0.1/32 dev tun-firezone");
  gateway.ip("route add 100.64.0.0/11 dev tun-firezone");
  gateway.ip("addr add 192.0.2.1/24 dev lan0");
  gateway.ip("-6 addr add fd00:2021:1111::1/128 dev tun-firezone nodad");
  gateway.ip("-6 route add fd00:2021:1111::/107 dev tun-firezone");
  gateway.ip("-6 addr add 2001:db8::1/64 dev lan0 nodad");
  inside.ip("addr add 100.64.0.2/32 dev eth0");
  inside.ip("route add default dev eth0");
  inside.ip("-6 addr add fd00:2021:1111::2/128 dev eth0 nodad");
  inside.ip("-6 route add default dev eth0");
  // Whoever is asked for answers: the wire has no neighbours to resolve but the gateway.
  gateway.exec("sysctl -qw net.ipv4.conf.tun-firezone.proxy_arp=1");
  gateway.exec("sysctl -qw net.ipv6.conf.tun-firezone.proxy_ndp=1");
  gateway.ip("-6 neigh add proxy 2001:db8::2 dev tun-firezone");
  server.ip("addr add 192.0.2.2/24 dev eth0");
  server.ip("-6 addr add 2001:db8::2/64 dev eth0 nodad");
  journal = await ChangeJournal.open(directory.file("changes.json"), gateway.host);
});

afterEach(() => {
  for (const namespace of [gateway, inside, server]) namespace.remove();
  directory.remove();
});

const tables = () => gateway.exec("nft list tables");
const sysctl = (name: string) => gateway.exec(`sysctl -n ${name}`).trim();

/** An answered echo: the server has no way back to tunnel addresses unless they were translated. */
function reaches(address: string): boolean {
  try {
    inside.exec(`ping -n -c 1 -W 1 ${address}`);
    return true;
  } catch {
    return false;
  }
}

const dropByDefault = (family: string) => {
  gateway.exec(`nft add table ${family} filter`);
  gateway.exec(`nft add chain ${family} filter FORWARD { type filter hook forward priority 0 ; policy drop ; }`);
};

describe("a gateway", () => {
  test("forwards what comes out of the tunnel under its own address, and puts everything back", async () => {
    const names = ["net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv6.conf.lan0.accept_ra"];
    const before = names.map(sysctl);
    await setUpGateway({ host: gateway.host, journal });
    expect(names.map(sysctl)).toEqual(["1", "1", "2"]);
    expect(reaches("192.0.2.2")).toBe(true);
    expect(reaches("2001:db8::2")).toBe(true);
    await journal.undoAll();
    expect(names.map(sysctl)).toEqual(before);
    expect(tables()).toBe("");
  });

  test("changes nothing about routers where it is forwarded already, as in a container that cannot change it", async () => {
    gateway.exec("sysctl -q -w net.ipv6.conf.all.forwarding=1");
    await setUpGateway({ host: gateway.host, journal });
    expect(sysctl("net.ipv6.conf.lan0.accept_ra")).toBe("1");
  });

  test("leaves addresses alone where masquerading is switched off", async () => {
    await setUpGateway({ host: gateway.host, journal, masqueradeIpv4: false });
    expect(reaches("192.0.2.2")).toBe(false);
    server.ip("route add 100.64.0.0/11 via 192.0.2.1");
    expect(reaches("192.0.2.2")).toBe(true);
  });

  test("gets past a container runtime that drops what it does not know", async () => {
    dropByDefault("ip");
    dropByDefault("ip6");
    await setUpGateway({ host: gateway.host, journal });
    await setUpGateway({ host: gateway.host, journal });
    expect(reaches("192.0.2.2")).toBe(true);
    expect(reaches("2001:db8::2")).toBe(true);
    expect(gateway.exec("nft list chain ip filter FORWARD").match(/tun-firezone/g)).toHaveLength(2);
    await journal.undoAll();
    expect(gateway.exec("nft list chain ip filter FORWARD")).not.toContain("tun-firezone");
  });

  test("cleans up after its crashed predecessor", async () => {
    dropByDefault("ip");
    await setUpGateway({ host: gateway.host, journal });
    await ChangeJournal.open(directory.file("changes.json"), gateway.host);
    expect(tables()).toBe("table ip filter\n");
    expect(gateway.exec("nft list chain ip filter FORWARD")).not.toContain("tun-firezone");
    expect(sysctl("net.ipv4.ip_forward")).toBe("0");
  });
});

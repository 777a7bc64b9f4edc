import { buildQuery, buildResponse, type DnsMessage, parseQuery, RCODE, RECORD_TYPE } from "@fz/dns";
import type { IpAddress } from "@fz/ip";
import type { ResolvConf } from "@fz/linux";
import { afterEach, expect, test } from "vitest";
import { type Behaviour, FakeNameserver, failing, refusing, silent, zone } from "../../test/fake-nameserver.ts";
import { silentLog } from "../../test/silent-log.ts";
import { Nameservers } from "./nameservers.ts";

const PROBE = "probe.example";
const SITE = zone({ [PROBE]: ["192.0.2.1"], "app.example": ["10.0.0.7"] });

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** Nameservers on 127.0.0.1, 127.0.0.2, … */
async function listen(...behaviours: Behaviour[]): Promise<FakeNameserver[]> {
  const servers: FakeNameserver[] = [];
  for (const [i, behaviour] of behaviours.entries()) {
    const server = await FakeNameserver.listen(`127.0.0.${i + 1}`, servers[0]?.port ?? 0, behaviour);
    servers.push(server);
    endings.push(() => server.close());
  }
  return servers;
}

function conf(nameservers: readonly IpAddress[]): ResolvConf {
  return { nameservers, search: [], options: [] };
}

async function start(servers: readonly FakeNameserver[], readConf?: () => Promise<ResolvConf>): Promise<Nameservers> {
  const ips = servers.map((_, i) => `127.0.0.${i + 1}`);
  const nameservers = await Nameservers.start({
    readConf: readConf ?? (async () => conf(ips)),
    probeName: PROBE,
    port: servers[0].port,
    log: silentLog,
  });
  endings.push(() => nameservers.stop());
  return nameservers;
}

function query(name: string, type: number = RECORD_TYPE.A): DnsMessage {
  const raw = buildQuery(0x1234, name, type);
  const parsed = raw && parseQuery(raw);
  if (!parsed) throw new Error(`no name: ${name}`);
  return parsed;
}

function addresses({ answers }: DnsMessage): string[] {
  return answers.flatMap(({ data }) => (data.kind === "address" ? [data.ip] : []));
}

test.each(["udp", "tcp"] as const)("an answer over %s comes back under the id of the query", async (transport) => {
  const nameservers = await start(await listen(SITE));
  const response = await nameservers.ask(query("app.example"), transport);
  expect(addresses(response)).toEqual(["10.0.0.7"]);
  expect(response.id).toBe(0x1234);
  expect([response.raw[0], response.raw[1]]).toEqual([0x12, 0x34]);
});

test("the fastest server is asked first, each transport for itself", async () => {
  const servers = await listen(silent, SITE);
  servers[0].behaviour = (asked, transport) => (transport === "tcp" ? SITE(asked, transport) : undefined);
  servers[1].behaviour = (asked, transport) => (transport === "udp" ? SITE(asked, transport) : undefined);
  const nameservers = await start(servers);
  await nameservers.measure();
  expect(nameservers.order("udp")).toEqual(["127.0.0.2", "127.0.0.1"]);
  expect(nameservers.order("tcp")).toEqual(["127.0.0.1", "127.0.0.2"]);
});

test("where no server answers the probe they are asked in the order of the file", async () => {
  const onlyInternal: Behaviour = (asked, transport) =>
    asked.question.name === PROBE ? buildResponse(asked, RCODE.REFUSED) : SITE(asked, transport);
  const servers = await listen(onlyInternal, onlyInternal);
  const nameservers = await start(servers);
  await nameservers.measure();
  expect(nameservers.order("udp")).toEqual(["127.0.0.1", "127.0.0.2"]);
  expect(addresses(await nameservers.ask(query("app.example"), "udp"))).toEqual(["10.0.0.7"]);
});

test("a server that falls silent loses its place", async () => {
  const servers = await listen(SITE, SITE);
  const nameservers = await start(servers);
  await nameservers.measure();
  const [first] = nameservers.order("udp");
  servers[first === "127.0.0.1" ? 0 : 1].behaviour = silent;
  expect(addresses(await nameservers.ask(query("app.example"), "udp"))).toEqual(["10.0.0.7"]);
  expect(nameservers.order("udp")[0]).not.toBe(first);
});

test.each([
  ["fails", failing],
  ["refuses", refusing],
])("where one server %s the next is asked", async (_, behaviour) => {
  const nameservers = await start(await listen(behaviour, SITE));
  expect(addresses(await nameservers.ask(query("app.example"), "udp"))).toEqual(["10.0.0.7"]);
});

test("where all fail their answer is handed on", async () => {
  const nameservers = await start(await listen(failing, failing));
  expect((await nameservers.ask(query("app.example"), "udp")).rcode).toBe(RCODE.SERVFAIL);
});

test("that a name does not exist is an answer, and one server is enough to say it", async () => {
  const servers = await listen(SITE, SITE);
  const nameservers = await start(servers);
  expect((await nameservers.ask(query("nothing.example"), "udp")).rcode).toBe(RCODE.NXDOMAIN);
  expect(servers.flatMap((server) => server.asked).filter((line) => line.includes("nothing"))).toHaveLength(1);
});

test("answers to another question or under another id are not taken", async () => {
  const [server] = await listen(SITE);
  const forged = [
    (asked: DnsMessage) => ({ ...query("other.example"), id: asked.id }),
    (asked: DnsMessage) => ({ ...asked, id: asked.id ^ 1 }),
  ];
  server.behaviour = (asked) => {
    const forge = asked.question.name === PROBE ? undefined : forged.shift();
    return forge && buildResponse(forge(asked), RCODE.NOERROR);
  };
  const nameservers = await start([server]);
  await expect(nameservers.ask(query("app.example"), "udp")).rejects.toThrow("no answer within 2000 ms");
  expect(forged).toEqual([]);
});

test("where nobody listens the query fails at once", async () => {
  const [server] = await listen(SITE);
  const nameservers = await start([server], async () => conf(["127.0.0.9"]));
  const asked = performance.now();
  await expect(nameservers.ask(query("app.example"), "udp")).rejects.toThrow("ECONNREFUSED");
  await expect(nameservers.ask(query("app.example"), "tcp")).rejects.toThrow("ECONNREFUSED");
  expect(performance.now() - asked).toBeLessThan(2_000);
});

test("without any nameserver it says so", async () => {
  const [server] = await listen(SITE);
  const nameservers = await start([server], async () => conf([]));
  await expect(nameservers.ask(query("app.example"), "udp")).rejects.toThrow("there is no nameserver");
});

test("a resolv.conf that cannot be read keeps it from starting", async () => {
  const [server] = await listen(SITE);
  await expect(start([server], () => Promise.reject(new Error("EACCES")))).rejects.toThrow("EACCES");
});

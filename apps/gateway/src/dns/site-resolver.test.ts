import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnswerRecord, buildResponse, RCODE, RECORD_TYPE } from "@fz/dns";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Behaviour, FakeNameserver, failing, zone } from "../../test/fake-nameserver.ts";
import { silentLog } from "../../test/silent-log.ts";
import { HostsFile, parseHosts } from "./hosts-file.ts";
import { Nameservers } from "./nameservers.ts";
import { candidates, SiteResolver } from "./site-resolver.ts";

let folder: string;
let server: FakeNameserver;
let nameservers: Nameservers;
let now = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hosts-"));
  await writeFile(join(folder, "hosts"), "10.9.9.9 printer printer.office.example # by the door\n");
  server = await FakeNameserver.listen("127.0.0.1", 0, zone({}));
  now = 0;
});
afterEach(async () => {
  nameservers?.stop();
  await server.close();
  await rm(folder, { recursive: true });
});

async function resolver(behaviour: Behaviour, search: readonly string[] = []): Promise<SiteResolver> {
  server.behaviour = behaviour;
  nameservers = await Nameservers.start({
    readConf: async () => ({ nameservers: ["127.0.0.1"], search, options: [] }),
    probeName: "probe.example",
    port: server.port,
    log: silentLog,
  });
  return new SiteResolver({ nameservers, hosts: new HostsFile(join(folder, "hosts")), now: () => now });
}

const asked = (name: string) => server.asked.filter((line) => line.includes(` ${name} `));

test("gives the addresses of both families", async () => {
  const names = await resolver(zone({ "app.example": ["10.0.0.1", "10.0.0.2", "fd00::1"] }));
  expect(await names.resolve("App.example")).toEqual(["10.0.0.1", "10.0.0.2", "fd00::1"]);
});

test("one family is enough", async () => {
  const names = await resolver((query, transport) =>
    query.question.type === RECORD_TYPE.A
      ? failing(query, transport)
      : zone({ "app.example": ["fd00::1"] })(query, transport),
  );
  expect(await names.resolve("app.example")).toEqual(["fd00::1"]);
});

test("the hosts file comes first, and is read again when it has changed", async () => {
  const names = await resolver(zone({ "printer.office.example": ["10.0.0.1"] }));
  expect(await names.resolve("Printer.office.example")).toEqual(["10.9.9.9"]);
  await writeFile(join(folder, "hosts"), "10.9.9.10 printer.office.example\n");
  await utimes(join(folder, "hosts"), 1, 1);
  now += 6_000;
  expect(await names.resolve("printer.office.example")).toEqual(["10.9.9.10"]);
  expect(asked("printer.office.example")).toEqual([]);
});

test("the search list completes short names", async () => {
  const names = await resolver(zone({ "app.office.example": ["10.0.0.1"] }), ["lab.example", "office.example"]);
  expect(await names.resolve("app")).toEqual(["10.0.0.1"]);
});

test("aliases are followed within the answer, and only they", async () => {
  const names = await resolver((query) => {
    const { type } = query.question;
    if (type !== RECORD_TYPE.A) return buildResponse(query, RCODE.NOERROR);
    const answers: AnswerRecord[] = [{ type: RECORD_TYPE.CNAME, ttl: 60, data: { kind: "name", name: "www.example" } }];
    const whole = buildResponse(query, RCODE.NOERROR, answers);
    // www.example A 10.0.0.3, other.example A 10.0.0.4
    const record = (name: string, last: number) => [
      ...name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]),
      ...[0, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, last],
    ];
    const bytes = Uint8Array.from([...whole, ...record("www.example", 3), ...record("other.example", 4)]);
    bytes[7] = 3;
    return bytes;
  });
  expect(await names.resolve("app.example")).toEqual(["10.0.0.3"]);
});

test("an answer that is cut over UDP is fetched over TCP", async () => {
  const many = Array.from({ length: 60 }, (_, i) => `10.0.1.${i}`);
  const names = await resolver(zone({ "big.example": many }));
  expect(await names.resolve("big.example")).toEqual(many);
  expect(asked("big.example")).toContain(`tcp big.example ${RECORD_TYPE.A}`);
});

test("a name is asked for once while its answer holds, and again after that", async () => {
  const names = await resolver(zone({ "app.example": ["10.0.0.1"] }, 30));
  await Promise.all([names.resolve("app.example"), names.resolve("APP.example")]);
  now = 29_000;
  await names.resolve("app.example");
  expect(asked("app.example")).toHaveLength(2);
  now = 31_000;
  await names.resolve("app.example");
  expect(asked("app.example")).toHaveLength(4);
});

test("a name that does not exist has no addresses; that is remembered for a moment only", async () => {
  const names = await resolver(zone({}));
  expect(await names.resolve("nothing.example")).toEqual([]);
  server.behaviour = zone({ "nothing.example": ["10.0.0.1"] });
  expect(await names.resolve("nothing.example")).toEqual([]);
  now = 6_000;
  expect(await names.resolve("nothing.example")).toEqual(["10.0.0.1"]);
});

test("that nobody could say is not remembered", async () => {
  const names = await resolver(failing);
  expect(await names.resolve("app.example")).toEqual([]);
  expect(names.counts.failed).toBe(1);
  server.behaviour = zone({ "app.example": ["10.0.0.1"] });
  expect(await names.resolve("app.example")).toEqual(["10.0.0.1"]);
});

test("what is no domain name has no addresses", async () => {
  const names = await resolver(zone({}));
  expect(await names.resolve(`${"a".repeat(64)}.example`)).toEqual([]);
});

test("names are tried as resolv.conf(5) says", () => {
  expect(candidates("app", ["a.example", "b.example."], 1)).toEqual(["app.a.example", "app.b.example", "app"]);
  expect(candidates("app.x", ["a.example"], 1)).toEqual(["app.x", "app.x.a.example"]);
  expect(candidates("app.x", ["a.example"], 2)).toEqual(["app.x.a.example", "app.x"]);
  expect(candidates("app.", ["a.example"], 1)).toEqual(["app"]);
  expect(candidates("app.x", ["."], 1)).toEqual(["app.x"]);
});

test("no hosts file can break the parser", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("1", ".", ":", "a", "#", " ", "\t", "\n", "é"), maxLength: 60 }),
      (text) => {
        for (const addresses of parseHosts(text).values()) expect(new Set(addresses).size).toBe(addresses.length);
      },
    ),
    { numRuns: 20_000 },
  );
});

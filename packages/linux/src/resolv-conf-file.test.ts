import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { parseIp } from "@fz/ip";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TemporaryDirectory } from "../test/namespace.ts";
import { ChangeJournal } from "./change-journal.ts";
import { type DnsControl, dnsControl, parseResolvectlDns } from "./dns-control.ts";
import { Host } from "./host.ts";
import { firezoneResolvConf, parseResolvConf } from "./resolv-conf-file.ts";

const ORIGINAL = `# made by dhcp
nameserver 192.0.2.53
nameserver 2001:db8::53  # second
nameserver fe80::1%eth0
search lumen.example corp.example
options edns0 ndots:5
`;
const SENTINELS = ["100.100.111.1", "fd00:2021:1111:8000:100:100:111:0"];

let directory: TemporaryDirectory;
let path: string;
let journal: ChangeJournal;
let control: DnsControl;

const host = new Host();
const read = () => readFileSync(path, "utf8");
const open = () => ChangeJournal.open(directory.file("changes.json"), host);
const controlOf = () =>
  dnsControl("etc-resolv-conf", { host, journal, tun: "tun-firezone", resolvConf: path, watchInterval: 20 });

beforeEach(async () => {
  directory = new TemporaryDirectory();
  path = directory.file("resolv.conf");
  writeFileSync(path, ORIGINAL);
  journal = await open();
  control = controlOf();
});

afterEach(() => {
  directory.remove();
});

describe("resolv.conf", () => {
  test("is read as resolvers read it", () => {
    expect(parseResolvConf(ORIGINAL)).toEqual({
      nameservers: ["192.0.2.53", "2001:db8::53"],
      search: ["lumen.example", "corp.example"],
      options: ["edns0", "ndots:5"],
    });
  });

  test("of ours names the sentinels and keeps the other options", () => {
    const text = firezoneResolvConf(parseResolvConf(ORIGINAL), SENTINELS, "lumen.example", "/backup");
    expect(parseResolvConf(text)).toEqual({
      nameservers: SENTINELS,
      search: ["lumen.example"],
      options: ["edns0", "ndots:1"],
    });
  });

  test("may hold anything", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("nameserver", "search", " ", "\n", "#", "1.2.3.4", "::1", "options", "x")),
        (parts) => {
          const { nameservers } = parseResolvConf(parts.join(""));
          expect(nameservers.map(parseIp)).toEqual(nameservers);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

describe("control by /etc/resolv.conf", () => {
  test("puts the sentinels in and the original back", async () => {
    await control.apply({ servers: SENTINELS, searchDomain: undefined });
    expect(parseResolvConf(read())).toEqual({ nameservers: SENTINELS, search: [], options: ["edns0", "ndots:1"] });
    expect(await control.systemResolvers()).toEqual(["192.0.2.53", "2001:db8::53"]);
    await control.apply({ servers: [SENTINELS[0]], searchDomain: "corp.example" });
    expect(parseResolvConf(read())).toMatchObject({ nameservers: [SENTINELS[0]], search: ["corp.example"] });
    await control.revert();
    expect(read()).toBe(ORIGINAL);
    expect(await control.systemResolvers()).toEqual(["192.0.2.53", "2001:db8::53"]);
  });

  test("gives the original back at the next start after a crash, and after a reboot", async () => {
    await control.apply({ servers: SENTINELS, searchDomain: undefined });
    const state = JSON.parse(readFileSync(directory.file("changes.json"), "utf8"));
    writeFileSync(directory.file("changes.json"), JSON.stringify({ ...state, bootId: "another boot" }));
    await open();
    expect(read()).toBe(ORIGINAL);
  });

  test("leaves alone what somebody else wrote since", async () => {
    await control.apply({ servers: SENTINELS, searchDomain: undefined });
    writeFileSync(path, "nameserver 198.51.100.1\n");
    await journal.undoAll();
    expect(read()).toBe("nameserver 198.51.100.1\n");
  });

  test("takes over again when a DHCP client rewrites the file, and sees the new resolvers", async () => {
    await control.apply({ servers: SENTINELS, searchDomain: undefined });
    const changed = new Promise<void>((resolve) => {
      const stop = control.watch(() => {
        stop();
        resolve();
      });
    });
    // Change times may be as coarse as the watcher's first look.
    await new Promise((resolve) => setTimeout(resolve, 60));
    writeFileSync(path, "nameserver 198.51.100.1\n");
    await changed;
    expect(parseResolvConf(read()).nameservers).toEqual(SENTINELS);
    expect(await control.systemResolvers()).toEqual(["198.51.100.1"]);
    await control.revert();
    expect(read()).toBe("nameserver 198.51.100.1\n");
  });

  test("keeps the original, however many changes come at once", async () => {
    const servers = (i: number) => SENTINELS.slice(0, 1 + (i % 2));
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => control.apply({ servers: servers(i), searchDomain: undefined })),
    );
    expect(await control.systemResolvers()).toEqual(["192.0.2.53", "2001:db8::53"]);
    await Promise.all([control.apply({ servers: SENTINELS, searchDomain: undefined }), control.revert()]);
    expect(read()).toBe(ORIGINAL);
  });

  test("does nothing without sentinels", async () => {
    await control.apply({ servers: [], searchDomain: "lumen.example" });
    expect(read()).toBe(ORIGINAL);
  });

  test("refuses a link, which belongs to somebody else", async () => {
    path = directory.file("link.conf");
    symlinkSync(directory.file("resolv.conf"), path);
    await expect(controlOf().apply({ servers: SENTINELS, searchDomain: undefined })).rejects.toThrow(
      /not a regular file: use systemd-resolved/,
    );
  });
});

test("the original may be kept elsewhere, where another namespace's is not overwritten", async () => {
  const backup = directory.file("state/original");
  mkdirSync(directory.file("state"));
  const elsewhere = dnsControl("etc-resolv-conf", {
    ...{ host, journal, tun: "tun-firezone", resolvConf: path, resolvConfBackup: backup },
  });
  writeFileSync(directory.file("resolv.conf.before-firezone"), "nameserver 198.51.100.1\n");
  await elsewhere.apply({ servers: SENTINELS, searchDomain: undefined });
  expect(read()).toContain(backup);
  expect(readFileSync(backup, "utf8")).toBe(ORIGINAL);
  expect(await elsewhere.systemResolvers()).toEqual(["192.0.2.53", "2001:db8::53"]);
  // As after a crash: the journal knows where the original is.
  await open();
  expect(read()).toBe(ORIGINAL);
});

test("disabled control changes nothing and still knows the resolvers", async () => {
  const disabled = dnsControl("disabled", { host, journal, tun: "tun-firezone", resolvConf: path });
  await disabled.apply({ servers: SENTINELS, searchDomain: undefined });
  await disabled.flushCaches();
  await disabled.revert();
  expect(read()).toBe(ORIGINAL);
  expect(await disabled.systemResolvers()).toEqual(["192.0.2.53", "2001:db8::53"]);
});

describe("control by systemd-resolved", () => {
  const searchPath = process.env.PATH;

  // A stand-in for the program: writes down how it was called, prints what the test wants.
  beforeEach(() => {
    mkdirSync(directory.file("bin"));
    const lines = [
      "#!/bin/sh",
      `echo "$@" >> ${directory.file("calls")}`,
      `cat ${directory.file("output")} 2>/dev/null`,
    ];
    const failing = `if [ "$1" = flush-caches ]; then echo "no bus" >&2; exit 1; fi; exit 0`;
    writeFileSync(directory.file("bin/resolvectl"), `${[...lines, failing].join("\n")}\n`, { mode: 0o755 });
    process.env.PATH = `${directory.file("bin")}:${searchPath}`;
    control = dnsControl("systemd-resolved", { host, journal, tun: "tun-firezone" });
  });

  afterEach(() => {
    process.env.PATH = searchPath;
  });

  const calls = () => readFileSync(directory.file("calls"), "utf8").trim().split("\n");

  test("sets the search domain and takes all other names, too", async () => {
    await control.apply({ servers: SENTINELS, searchDomain: "lumen.example" });
    await control.flushCaches();
    await control.revert();
    expect(calls()).toEqual([
      `dns tun-firezone ${SENTINELS.join(" ")}`,
      "domain tun-firezone lumen.example ~.",
      "llmnr tun-firezone true",
      "flush-caches",
      "revert tun-firezone",
    ]);
  });

  test("needs no search domain, and leaves the link alone without sentinels", async () => {
    await control.apply({ servers: SENTINELS, searchDomain: undefined });
    await control.apply({ servers: [], searchDomain: undefined });
    expect(calls().slice(1)).toEqual(["domain tun-firezone ~.", "llmnr tun-firezone true", "revert tun-firezone"]);
  });

  test("finds the resolvers of all links but ours", async () => {
    const listing = `Global: 1.1.1.1#cloudflare-dns.com
Link 2 (eth0): 192.0.2.53 2001:db8::53#dns.example [2001:db8::54]:5353
Link 3 (wlan0):
Link 7 (tun-firezone): ${SENTINELS.join(" ")}
`;
    writeFileSync(directory.file("output"), listing);
    expect(await control.systemResolvers()).toEqual(["1.1.1.1", "192.0.2.53", "2001:db8::53", "2001:db8::54"]);
    expect(parseResolvectlDns("", "tun-firezone")).toEqual([]);
  });

  test("says what to install where the program is missing", async () => {
    process.env.PATH = directory.file("nothing");
    await expect(control.systemResolvers()).rejects.toThrow(
      "resolvectl not found: install the package systemd-resolved",
    );
  });
});

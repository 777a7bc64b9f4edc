import { afterEach, describe, expect, test } from "vitest";
import { INNER, OUTER, type Side, TwoHosts, type TwoHostsOptions } from "./two-hosts.ts";

const PORT = "7000";
const FIFTY_MB = String(50_000_000);

let hosts: TwoHosts | undefined;

async function start(options?: TwoHostsOptions): Promise<TwoHosts> {
  hosts = await TwoHosts.start(options);
  return hosts;
}

afterEach(async () => {
  await hosts?.stop();
  hosts = undefined;
});

/** Fetches from the other side; gives both checksums. */
async function transfer(between: TwoHosts, from: Side, ip: string, bytes: string): Promise<[string, string]> {
  const server = between.script(from, "transfer.ts", "serve", ip, PORT, bytes);
  await server.wrote("ready");
  const client = between.script(from === 0 ? 1 : 0, "transfer.ts", "fetch", ip, PORT);
  return [await client.lastLine(), await server.lastLine()];
}

interface Throughput {
  readonly end: { readonly sum_received: { readonly bits_per_second: number; readonly lost_percent?: number } };
}

async function iperf(between: TwoHosts, ip: string, ...words: string[]): Promise<Throughput["end"]["sum_received"]> {
  const server = between.spawn(1, "iperf3", "--server", "--one-off", "--forceflush");
  await server.wrote("listening");
  const output = between.run(0, "iperf3", "--client", ip, "--time", "2", "--json", ...words);
  // The next one listens on the same port.
  await server.lastLine();
  const { end }: Throughput = JSON.parse(output);
  return end.sum_received;
}

describe.each([
  { over: 4, slowly: false },
  { over: 6, slowly: false },
  { over: 4, slowly: true },
] as const)("over IPv$over, every packet the slow way: $slowly", (options) => {
  test("pings and a 50 MB transfer over both families arrive whole, in both directions", async () => {
    const both = await start(options);
    for (const version of [4, 6] as const) {
      expect(both.run(0, "ping", "-c", "3", "-i", "0.1", INNER[version][1])).toContain(" 0% packet loss");
      for (const side of [0, 1] as const) {
        const bytes = options.slowly ? "3000000" : FIFTY_MB;
        const [received, sent] = await transfer(both, side, INNER[version][side], bytes);
        expect(received).toMatch(/^[0-9a-f]{64}$/);
        expect(received).toBe(sent);
      }
    }
    const metrics = await both.metrics(0);
    expect(metrics.loop_faults).toBe(0);
    expect(metrics.rejected).toBe(0);
    if (!options.slowly) expect(metrics.tun_joined_segments).toBeGreaterThan(10_000);
  });
});

test("iperf3 gets its throughput: TCP both ways, over both families, four streams, UDP", async () => {
  const both = await start();
  // A machine that does other things as well is no failure of ours; the benchmark has the figures.
  const SLOWEST = 50e6;
  for (const words of [[], ["--reverse"], ["--parallel", "4"]]) {
    for (const version of [4, 6] as const) {
      const received = await iperf(both, INNER[version][1], ...words);
      expect(received.bits_per_second).toBeGreaterThan(SLOWEST);
    }
  }
  const lost: number[] = [];
  while (lost.length < 5 && Math.min(...lost) >= 5) {
    const udp = await iperf(both, INNER[4][1], "--udp", "--bitrate", "100M", "--length", "1200");
    // A receiver that the machine lets wait loses some in its own socket; not every time.
    lost.push(udp.lost_percent ?? Number.NaN);
  }
  expect(Math.min(...lost)).toBeLessThan(5);
});

test("a command comes back as an event, and the status is the tunnel's", async () => {
  const both = await start();
  const { event } = await both.ask(0, JSON.stringify({ hello: "there" }), "event");
  expect(event).toEqual({ type: "echo", command: { hello: "there" } });
});

/** The traffic classes of three pings as a capture on `link` of a side shows them. */
async function pingClasses(both: TwoHosts, version: 4 | 6, side: Side, link: string, filter: string, tos: string) {
  const capture = both.spawn(side, "tcpdump", "-i", link, "-n", "-v", "-l", "-c", "3", "--immediate-mode", filter);
  await capture.wrote("listening on");
  both.run(0, "ping", "-c", "3", "-i", "0.1", "-Q", tos, INNER[version][1]);
  await capture.lastLine();
  const classes = capture.output.matchAll(/(?:tos |class )(0x[0-9a-f]+)/g);
  return [...new Set([...classes].map(([, value]) => Number(value)))];
}

describe.each([4, 6] as const)("ECN of IPv%i packets over IPv4 datagrams", (version) => {
  const echo = version === 4 ? "icmp[icmptype] == icmp-echo" : "icmp6 and ip6[40] == 128";

  test("the inner bits are copied to the datagram, and nothing else of the traffic class", async () => {
    const both = await start();
    expect(await pingClasses(both, version, 1, "wire", `udp and dst host ${OUTER[4][1]}`, "0xba")).toEqual([2]);
  });

  test("congestion marked on the way is told to a packet whose sender understands it, and to no other", async () => {
    const both = await start();
    both.run(
      0,
      "nft",
      "add table ip t; add chain ip t out { type filter hook postrouting priority 0; };" +
        "add rule ip t out oifname wire ip ecn set ce",
    );
    expect(await pingClasses(both, version, 1, "tunnel", echo, "0x02")).toEqual([3]);
    expect((await pingClasses(both, version, 1, "tunnel", echo, "0x00")).filter((value) => value !== 0)).toEqual([]);
  });
});

describe("a local queue that is full", () => {
  const SENT = 2000;

  async function flood(both: TwoHosts, limit: string) {
    both.run(0, "tc", "qdisc", "add", "dev", "wire", "root", "tbf", "rate", "20mbit", "burst", "3000", "limit", limit);
    const receiver = both.script(1, "udp-count.ts", "receive", INNER[4][1], PORT);
    await receiver.wrote("ready");
    await both.script(0, "udp-count.ts", "send", INNER[4][1], PORT, String(SENT)).lastLine();
    const { datagrams }: { datagrams: number } = JSON.parse(await receiver.lastLine());
    return { datagrams, metrics: await both.metrics(0) };
  }

  async function sendThroughNarrowLink(flag: string) {
    return flood(await start({ environment: { FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: flag } }), "3000");
  }

  test("with the flag, datagrams wait and are tried again: all of them arrive", async () => {
    const { datagrams, metrics } = await sendThroughNarrowLink("true");
    expect(datagrams).toBe(SENT);
    expect(metrics.udp_retries).toBeGreaterThan(100);
    expect(metrics.udp_dropped_no_buffers).toBe(0);
  });

  test("without the flag, what is refused is lost at once and counted", async () => {
    const { datagrams, metrics } = await sendThroughNarrowLink("false");
    expect(metrics.udp_retries).toBe(0);
    expect(metrics.udp_dropped_no_buffers).toBeGreaterThan(SENT / 4);
    expect(datagrams).toBe(SENT - metrics.udp_dropped_no_buffers);
  });

  test("a socket buffer that fills before the queue does holds TUN back: all datagrams arrive", async () => {
    const { datagrams, metrics } = await flood(await start({ udp: { sendBufferBytes: 65_536 } }), "4000000");
    expect(datagrams).toBe(SENT);
    expect(metrics.udp_would_block).toBeGreaterThan(10);
    expect(metrics.udp_retries).toBe(0);
  });

  test("with the flag, a queue that never empties costs the datagrams after a bounded number of tries", async () => {
    const both = await start();
    both.run(0, "tc", "qdisc", "add", "dev", "wire", "root", "tbf", "rate", "8bit", "burst", "1500", "limit", "1500");
    for (let i = 0; i < 3; i++) both.run(0, "sh", "-c", `ping -c 1 -W 1 -s ${1000 + i} ${INNER[4][1]} || true`);
    const metrics = await both.metrics(0);
    expect(metrics.udp_dropped_no_buffers).toBeGreaterThan(0);
    expect(metrics.udp_retries).toBe(24 * metrics.udp_dropped_no_buffers);
  });
});

test("a link with a smaller MTU gets fragments instead of segmentation offload", async () => {
  const both = await start();
  for (const side of [0, 1] as const) both.run(side, "ip", "link", "set", "wire", "mtu", "1300");
  const [received, sent] = await transfer(both, 0, INNER[4][0], "5000000");
  expect(received).toBe(sent);
});

test("a peer that is not there shows in the error counter and disturbs nothing", async () => {
  const both = await start();
  await both.stopEngine(1);
  both.run(0, "sh", "-c", `ping -c 3 -i 0.1 -W 1 ${INNER[4][1]} || true`);
  const metrics = await both.metrics(0);
  expect(metrics.udp_icmp_errors).toBeGreaterThan(0);
  expect(metrics.loop_faults).toBe(0);
});

test("after a change of network the engine goes on over sockets with other ports", async () => {
  const both = await start();
  const { sockets: before } = await both.ask(0, "sockets", "sockets");
  expect(before).toMatchObject({ ipv4: { port: 52_625 }, ipv6: { port: 52_625 } });
  both.tell(0, "rebind");
  expect(both.run(0, "ping", "-c", "5", "-i", "0.2", INNER[4][1])).toContain(" 0% packet loss");
  const { sockets: after } = await both.ask(0, "sockets", "sockets");
  expect(after).not.toMatchObject({ ipv4: { port: 52_625 } });
});

test("a bug that throws is reported, and packets and the commands behind it go on", async () => {
  const both = await start();
  both.tell(0, ['"throw"', '"throw"', '"after it"'].join("\n"));
  const { message } = await both.answer(0, "fault");
  expect(message).toContain("a bug in the tunnel");
  expect(await both.answer(0, "event")).toMatchObject({ event: { command: "after it" } });
  expect(both.run(0, "ping", "-c", "3", "-i", "0.1", INNER[4][1])).toContain(" 0% packet loss");
});

test("an engine whose device is taken away says so and ends", async () => {
  const both = await start();
  both.run(0, "ip", "link", "del", "tunnel");
  const { message } = await both.answer(0, "error");
  expect(message).toContain("reading tunnel");
});

test("the device goes with the engine", async () => {
  const both = await start();
  expect(both.run(0, "ip", "-o", "link", "show", "tunnel")).toContain("mtu 1280");
  await both.stopEngine(0);
  expect(both.run(0, "ip", "-o", "link", "show")).not.toContain("tunnel");
});

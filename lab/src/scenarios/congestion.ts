import { z } from "zod";
import type { Host } from "../network/host.ts";
import * as at from "../world/addresses.ts";
import { OFFICE } from "../world/company.ts";
import type { World } from "../world/world.ts";
import { expectDownload, expectEqual, expectPage, expectUpload, startIperfServer } from "./checks.ts";
import type { Scenario } from "./scenario.ts";

const WEB = `http://${at.WEB_IP}`;
const MEGABYTE = 1 << 20;
/** Room for two packets. The kernel says nothing of a super-packet of which it dropped a part, so some are lost in any case. */
const SMALL_QUEUE = "rate 20mbit burst 3000 limit 3000";
const ECT_0 = 0b10;
const CE = 0b11;
/** DSCP "expedited forwarding", as a telephone would use it. */
const EXPEDITED = 0xb8;

export const ecnPreserved: Scenario = {
  name: "ecn-preserved",
  shows: "ECN bits pass through the tunnel, and congestion marked on the outside reaches the flows inside",
  world: { laptopLink: { congestion: 0.2 } },
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, note }) {
    await expectPage(world.laptop, WEB);
    const { laptop } = world;
    const { web } = world.premises;
    for (const [words, receiver, link] of [
      [[], web, "eth0"],
      [["--reverse"], laptop, "tun-firezone"],
    ] as const) {
      const capable = await classesOfFlow(world, EXPEDITED | ECT_0, words, receiver, link);
      expectEqual("classes of an ECN-capable UDP flow", capable, [EXPEDITED | ECT_0, EXPEDITED | CE]);
      const incapable = await classesOfFlow(world, EXPEDITED, words, receiver, link);
      expectEqual("classes of another UDP flow", incapable, [EXPEDITED]);
    }
    for (const host of [laptop, web]) host.sysctls({ "net.ipv4.tcp_ecn": 1 });
    for (const [what, sender, transfer] of [
      ["download", web, () => expectDownload(laptop, WEB, MEGABYTE)],
      ["upload", laptop, () => expectUpload(laptop, WEB, MEGABYTE)],
    ] as const) {
      const before = deliveredWithCongestion(sender);
      await transfer();
      const told = deliveredWithCongestion(sender) - before;
      note(`${what} over TCP with ECN: ${told} segments were reported to their sender as marked`);
      if (told === 0) throw new Error(`the sender of the ${what} heard nothing of the congestion`);
    }
  },
};

export const enobufs: Scenario = {
  name: "enobufs",
  shows: "what a full local queue refuses is tried again, or with the feature flag off dropped, and counted either way",
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, company, note }) {
    const lostOf = { on: 100, off: 0 };
    for (const flag of ["on", "off"] as const) {
      await world.program("client").stop();
      await company.startClient({ FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: String(flag === "on") });
      await expectPage(world.laptop, WEB);
      world.laptop.run("tc", ...`qdisc replace dev eth0 root tbf ${SMALL_QUEUE}`.split(" "));
      await expectUpload(world.laptop, WEB, MEGABYTE);
      const lost = await sendTooFast(world);
      world.laptop.run("tc", "qdisc", "del", "dev", "eth0", "root");
      const { udp_retries: retries, udp_dropped_no_buffers: drops } = (await world.clientStatus()).counters;
      note(`flag ${flag}: ${retries} retries, ${drops} drops; an upload came whole, of a UDP flow ${lost} % were lost`);
      const isRight = flag === "on" ? retries > 0 && drops === 0 : retries === 0 && drops > 0;
      if (!isRight) throw new Error(`with the flag ${flag}: ${retries} retries, ${drops} drops`);
      lostOf[flag] = lost;
    }
    if (lostOf.on > lostOf.off / 2) throw new Error(`the flag hardly helps: ${JSON.stringify(lostOf)} % were lost`);
  },
};

const udpReport = z.object({ end: z.object({ sum: z.object({ lost_percent: z.number() }) }) });

/** Sends twice as fast as the link is. @returns the percentage of the datagrams that was lost */
async function sendTooFast(world: World): Promise<number> {
  const server = await startIperfServer(world.premises.web);
  const flow = ["--udp", "--bitrate", "40M", "--length", "1000", "--bytes", "1M"];
  const report = world.laptop.run("iperf3", "--json", "--client", at.WEB_IP, ...flow);
  await server.exited;
  return udpReport.parse(JSON.parse(report)).end.sum.lost_percent;
}

/** The traffic classes that the datagrams of an iperf3 flow arrive with, in order. */
async function classesOfFlow(
  world: World,
  trafficClass: number,
  words: readonly string[],
  receiver: Host,
  link: string,
): Promise<number[]> {
  const server = await startIperfServer(world.premises.web);
  const capture = receiver.start("tcpdump", "tcpdump", [
    ...["-i", link, "-nnvl", "--immediate-mode", "-Q", "in", "udp and port 5201 and greater 500"],
  ]);
  await capture.line(/listening on/);
  const flow = ["--udp", "--bitrate", "2M", "--length", "1000", "--bytes", "150000", "--tos", String(trafficClass)];
  world.laptop.run("iperf3", "--client", at.WEB_IP, ...flow, ...words);
  await server.exited;
  await capture.stop();
  const classes = capture.lines.flatMap((line) => /\(tos (0x[0-9a-f]+)/.exec(line)?.[1] ?? []).map(Number);
  return [...new Set(classes)].sort((a, b) => a - b);
}

/** Segments that this host's TCP senders were told to have arrived with "congestion experienced" (RFC 3168, ECE). */
function deliveredWithCongestion(host: Host): number {
  const [names = [], numbers = []] = host
    .run("cat", "/proc/net/netstat")
    .split("\n")
    .filter((line) => line.startsWith("TcpExt:"))
    .map((line) => line.split(" "));
  return Number(numbers[names.indexOf("TCPDeliveredCE")]);
}

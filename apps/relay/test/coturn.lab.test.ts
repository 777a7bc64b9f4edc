// Debian's coturn tools, clients by the book (RFC 8489, RFC 8656), against the relay as a program in a network of its own.

import { type Host, type LabProcess, Network } from "@fz/lab";
import { turnPassword } from "@fz/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const SECRET = "a secret that the test shares with the relay";
const USERNAME = "2145916800:coturn";
const RELAY = { 4: "198.51.100.1", 6: "2001:db8:1::1" } as const;
const CLIENT = { 4: "198.51.100.2", 6: "2001:db8:1::2" } as const;
const PEER = { 4: "198.51.100.3", 6: "2001:db8:1::3" } as const;
const RELAY_PROGRAM = new URL("../src/main.ts", import.meta.url).pathname;
const MASKS = { 4: 24, 6: 64 } as const;
const UCLIENT_TIMEOUT_MS = 60_000;

let network: Network;
let relayHost: Host;
let client: Host;
let relay: LabProcess;

beforeAll(async () => {
  network = new Network();
  const segment = network.segment("turn");
  const plug = (name: string, addresses: Readonly<Record<4 | 6, string>>): Host => {
    const host = network.host(name);
    segment.plug(host, "eth0", { addresses: [`${addresses[4]}/${MASKS[4]}`, `${addresses[6]}/${MASKS[6]}`] });
    return host;
  };
  relayHost = plug("relay", RELAY);
  client = plug("client", CLIENT);
  const peer = plug("peer", PEER);
  relay = relayHost.startNode("relay", RELAY_PROGRAM, [], {
    env: {
      PUBLIC_IP4_ADDR: RELAY[4],
      PUBLIC_IP6_ADDR: RELAY[6],
      RELAY_STAMP_SECRET: SECRET,
      // All clients of one run share a username, and number channels as RFC 5766 has it.
      RELAY_ALLOCATIONS_PER_USER: "1000",
      RELAY_HIGHEST_CHANNEL: "0x7fff",
      FIREZONE_TOKEN: "",
    },
  });
  await relay.line(/relay serves/);
  peer.start("peer", "turnutils_peer", ["-L", PEER[4], "-L", PEER[6]]);
});

afterAll(async () => {
  await network.remove();
});

/** Runs `turnutils_uclient` to its end, which must be a good one, and gives its tally. */
async function uclient(version: 4 | 6, ...words: string[]): Promise<{ sent: number; received: number; lost: number }> {
  const credentials = ["-u", USERNAME, "-w", turnPassword("2145916800", "coturn", SECRET)];
  const family = version === 4 ? "-X" : "-x";
  const running = client.start("uclient", "turnutils_uclient", [...credentials, family, ...words, RELAY[version]]);
  const timer = setTimeout(() => running.signal("SIGKILL"), UCLIENT_TIMEOUT_MS);
  const exit = await running.exited;
  clearTimeout(timer);
  if (exit.code !== 0) throw new Error(`turnutils_uclient ${words.join(" ")}:\n${running.output}`);
  const tallies = [...running.output.matchAll(/tot_send_msgs=(\d+), tot_recv_msgs=(\d+)$/gm)];
  const tally = tallies.at(-1);
  const lost = /Total lost packets (\d+)/.exec(running.output);
  return { sent: Number(tally?.[1]), received: Number(tally?.[2]), lost: Number(lost?.[1]) };
}

function metric(line: string): number {
  const metrics = relayHost.run("curl", "-s", "http://127.0.0.1:8080/metrics");
  const found = metrics.split("\n").find((candidate) => candidate.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? 0);
}

test.each([4, 6] as const)("a STUN client learns its IPv%i address", (version) => {
  expect(client.run("turnutils_stunclient", RELAY[version])).toContain(`reflexive addr: ${CLIENT[version]}:`);
});

describe.each([4, 6] as const)("over IPv%i", (version) => {
  test("channels carry data to a peer and back", async () => {
    expect(await uclient(version, "-c", "-n", "20", "-e", PEER[version])).toEqual({ sent: 20, received: 20, lost: 0 });
  });

  test("Send and Data indications do with a permission", async () => {
    const tally = await uclient(version, "-c", "-s", "-n", "20", "-e", PEER[version]);
    expect(tally).toEqual({ sent: 20, received: 20, lost: 0 });
  });

  test("two clients of the relay reach each other, by channel and by indication", async () => {
    expect(await uclient(version, "-y", "-c", "-n", "20")).toEqual({ sent: 40, received: 40, lost: 0 });
    expect(await uclient(version, "-y", "-c", "-s", "-n", "20")).toEqual({ sent: 40, received: 40, lost: 0 });
  });

  test("DONT-FRAGMENT and surplus requests are put up with", async () => {
    const tally = await uclient(version, "-c", "-g", "-G", "-n", "10", "-m", "4", "-e", PEER[version]);
    expect(tally).toEqual({ sent: 40, received: 40, lost: 0 });
  });

  test("1,000 packets a second get through without a loss", async () => {
    const words = ["-c", "-m", "20", "-z", "20", "-n", "200", "-l", "1200", "-e", PEER[version]];
    expect(await uclient(version, ...words)).toEqual({ sent: 4000, received: 4000, lost: 0 });
  });
});

test("a pair of allocations for RTP and RTCP, the first on an even port, carries both", async () => {
  expect(await uclient(4, "-n", "10", "-e", PEER[4])).toEqual({ sent: 20, received: 20, lost: 0 });
});

test("clients refresh, and what they leave behind is counted", () => {
  expect(
    metric('relay_responses_total{response_class="success",message_type="refresh",error_code=""}'),
  ).toBeGreaterThan(0);
  expect(
    metric('relay_responses_total{response_class="error",message_type="allocate",error_code="401"}'),
  ).toBeGreaterThan(0);
  expect(metric("relay_send_errors_total")).toBe(0);
  expect(metric('relay_data_datagrams_total{direction="to_peer"}')).toBeGreaterThan(8000);
});

test("a peer that the relay does not send to is refused", async () => {
  await expect(uclient(4, "-c", "-n", "1", "-e", "169.254.169.254")).rejects.toThrow(/403/);
});

test("it ends at once and cleanly when asked to", async () => {
  expect(await relay.stop()).toEqual({ code: 0, signal: undefined });
  expect(relay.output).not.toContain(SECRET);
});

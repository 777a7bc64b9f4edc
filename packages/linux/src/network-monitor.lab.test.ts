import { afterEach, beforeEach, expect, test } from "vitest";
import { Namespace } from "../test/namespace.ts";
import { NetworkMonitor } from "./network-monitor.ts";
import { TABLE_TUNNEL } from "./routing.ts";

const TUN = "tun-firezone";

let here: Namespace;
let neighbour: Namespace;
let monitor: NetworkMonitor;
let events: string[];
let wake: () => void;

beforeEach(async () => {
  here = new Namespace();
  neighbour = new Namespace();
  // Address detection of IPv6 would go on for seconds.
  for (const namespace of [here, neighbour]) namespace.exec("sysctl -qw net.ipv6.conf.default.disable_ipv6=1");
  here.connect("eth0", neighbour, "eth0");
  here.addTun(TUN);
  here.ip(`link set ${TUN} up`);
  here.ip("addr add 192.0.2.10/24 dev eth0");
  here.ip("route add default via 192.0.2.1");
  events = [];
  wake = () => undefined;
  const note = (event: string) => () => {
    events.push(event);
    wake();
  };
  monitor = new NetworkMonitor({ host: here.host, tun: TUN, onChange: note("change"), onRoam: note("roam") });
  await monitor.start();
  // What the set-up above still stirs up.
  await settled();
  events.length = 0;
});

afterEach(() => {
  monitor.stop();
  here.remove();
  neighbour.remove();
});

/** Longer than a burst has to be quiet. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 1500));

async function told(...expected: string[]): Promise<void> {
  while (!expected.every((event) => events.includes(event))) await new Promise<void>((resolve) => (wake = resolve));
}

test("another way out is roaming, told once for a burst", async () => {
  here.ip("route del default");
  here.ip("addr del 192.0.2.10/24 dev eth0");
  here.ip("addr add 198.51.100.10/24 dev eth0");
  here.ip("route add default via 198.51.100.1");
  await told("roam");
  await settled();
  expect(events).toEqual(["change", "roam"]);
});

test("a route that is no way out is only a change", async () => {
  here.ip("route add 203.0.113.0/24 via 192.0.2.7");
  await told("change");
  await settled();
  expect(events).toEqual(["change"]);
});

test("what happens to our own device and in our own tables is not told", async () => {
  here.ip(`addr add 100.64.0.1/32 dev ${TUN}`);
  here.ip(`route add 10.0.0.0/8 dev ${TUN} table ${TABLE_TUNNEL}`);
  here.ip(`route add 10.9.0.0/16 dev eth0 table ${TABLE_TUNNEL}`);
  await settled();
  expect(events).toEqual([]);
});

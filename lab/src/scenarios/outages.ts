import { setTimeout as sleep } from "node:timers/promises";
import * as at from "../world/addresses.ts";
import { INTRANET, OFFICE } from "../world/company.ts";
import { until } from "../world/until.ts";
import { expectAtMost, expectEqual, expectPage, fetchPage } from "./checks.ts";
import type { Scenario } from "./scenario.ts";

const WEB = `http://${at.WEB_IP}`;
/** Pings of one second. */
const IN_FLIGHT = 10;

export const gatewayFailover: Scenario = {
  name: "gateway-failover",
  shows: "with two gateways at a site, killing the one in use moves traffic to the other",
  world: { gateways: 2 },
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, note }) {
    await expectPage(world.laptop, WEB);
    const [connected] = (await world.clientStatus()).tunnel.gateways;
    const inUse = world.premises.gateways.findIndex((host) =>
      host.ip("-br addr show tun-firezone").includes(` ${connected.ipv4}/`),
    );
    await world.program(`gateway-${inUse + 1}`).kill();
    const killed = performance.now();
    await until(
      "a page by the other gateway",
      async () => (await fetchPage(world.laptop, WEB, "--max-time", "2")).ok,
      60_000,
    );
    note(`a page again ${((performance.now() - killed) / 1_000).toFixed(1)} s after the kill`);
  },
};

export const portalDown: Scenario = {
  name: "portal-down",
  shows: "while the portal is gone, running flows and new ones over the same connection live on",
  prepare: async (company) => void (await company.add(INTRANET)),
  async play({ world }) {
    await expectPage(world.laptop, `http://${at.INTRANET}`);
    await world.program("portal").kill();
    await sleep(2_000);
    for (let i = 0; i < 5; i++) {
      await expectPage(world.laptop, `http://${at.INTRANET}`);
      await sleep(500);
    }
    const addresses = world.laptop.run("dig", "+short", at.INTRANET).trim().split("\n");
    expectEqual("addresses of the name", addresses.length, 4);
  },
};

export const portalRestart: Scenario = {
  name: "portal-restart",
  shows: "after a restart of the portal devices come back by themselves and keep what they were granted",
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, company, note }) {
    await expectPage(world.laptop, WEB);
    const ping = world.laptop.start("ping", "ping", ["-i", "0.1", at.WEB_IP]);
    await ping.line(/bytes from/);
    await world.program("portal").stop();
    await world.startPortal();
    await until("the gateway back", async () => (await world.api.gatewaysOnline(company.siteId)).length === 1, 60_000);
    await until("the client back", async () => (await world.clientStatus()).portal === "connected", 60_000);
    await sleep(1_000);
    ping.signal("SIGINT");
    await ping.exited;
    note(ping.lines.find((line) => line.includes("packet loss")) ?? "");
    // By number, since the last one sent may have been on its way when ping was ended.
    const answered = ping.lines.flatMap((line) => /bytes from .* icmp_seq=(\d+) /.exec(line)?.[1] ?? []).map(Number);
    const lost = numbersMissing(answered);
    if (lost.length > 0) throw new Error(`of ${answered.at(-1)} pings these were not answered: ${lost.join(", ")}`);
    const sent = Number(/(\d+) packets transmitted/.exec(ping.output)?.[1]);
    expectAtMost("pings under way at the end", sent - Math.max(...answered), IN_FLIGHT);
    await expectPage(world.laptop, WEB);
  },
};

/** Of 1, 2, 3 … up to the greatest. */
function numbersMissing(numbers: readonly number[]): number[] {
  const all = Array.from({ length: Math.max(...numbers) }, (_, i) => i + 1);
  return all.filter((number) => !numbers.includes(number));
}

import { setTimeout as sleep } from "node:timers/promises";
import * as at from "../world/addresses.ts";
import { INTRANET, OFFICE } from "../world/company.ts";
import { until } from "../world/until.ts";
import {
  downloadSha256,
  expectDownload,
  expectEqual,
  expectPage,
  fetchPage,
  startDownload,
  waitForPath,
} from "./checks.ts";
import type { Scenario } from "./scenario.ts";

const WEB = `http://${at.WEB_IP}`;
const MEGABYTE = 1 << 20;

export const cidrDirect: Scenario = {
  name: "cidr-direct",
  shows: "a network behind a NAT is reached from behind another one, peer to peer",
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, note }) {
    const { milliseconds } = await expectPage(world.laptop, WEB);
    note(`first page after ${milliseconds.toFixed(0)} ms`);
    await waitForPath(world, "direct");
    await expectDownload(world.laptop, WEB, 20 * MEGABYTE);
  },
};

export const cidrRelayed: Scenario = {
  name: "cidr-relayed",
  shows: "where both NATs are symmetric, traffic takes the relay",
  world: { officeNat: "symmetric", homeNat: "symmetric" },
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, note }) {
    const { milliseconds } = await expectPage(world.laptop, WEB);
    note(`first page after ${milliseconds.toFixed(0)} ms`);
    await waitForPath(world, "relayed");
    await expectDownload(world.laptop, WEB, 5 * MEGABYTE);
    await waitForPath(world, "relayed");
  },
};

export const relayKilled: Scenario = {
  name: "relay-killed",
  shows: "a relayed connection moves to the other relay when its own is killed",
  world: { officeNat: "symmetric", homeNat: "symmetric", relays: 2 },
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, note }) {
    await expectPage(world.laptop, WEB);
    await waitForPath(world, "relayed");
    for (const name of ["relay-1", "relay-2"]) {
      await world.program(name).kill();
      const killed = performance.now();
      await until(
        `a page without ${name}`,
        async () => (await fetchPage(world.laptop, WEB, "--max-time", "2")).ok,
        40_000,
      );
      note(`${name} killed: a page again after ${((performance.now() - killed) / 1_000).toFixed(1)} s`);
      await world.startRelay(name === "relay-1" ? 0 : 1);
      // The portal tells both ends of the relay that came back.
      await sleep(3_000);
    }
  },
};

export const clientRoams: Scenario = {
  name: "client-roams",
  shows: "a download goes on, to the right checksum, while the laptop changes networks",
  prepare: async (company) => void (await company.add(INTRANET)),
  async play({ world, note }) {
    const url = `http://${at.INTRANET}`;
    await expectPage(world.laptop, url);
    const bytes = 30 * MEGABYTE;
    const download = startDownload(world.laptop, url, bytes, "4M");
    await sleep(2_000);
    await world.premises.moveLaptopToCafe();
    note("moved from home to the café in mid-download");
    const { code } = await download.exited;
    expectEqual("curl's exit code", code, 0);
    expectEqual("checksum", download.output.split(" ")[0], downloadSha256(bytes));
  },
};

export const loss: Scenario = {
  name: "20-percent-loss",
  shows: "with a fifth of all packets lost a transfer still ends with the right checksum",
  world: { laptopLink: { delayMs: 5, loss: 0.2 } },
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, note }) {
    await until("the first page", async () => (await fetchPage(world.laptop, WEB)).ok, 60_000);
    const milliseconds = await expectDownload(world.laptop, WEB, 200_000);
    note(`200 kB in ${(milliseconds / 1_000).toFixed(1)} s`);
    const pings = world.laptop.run("sh", "-c", `ping -c 100 -i 0.01 -W 1 ${at.WEB_IP} || true`);
    const lost = Number(/([\d.]+)% packet loss/.exec(pings)?.[1]);
    note(`${lost} % of the pings were not answered`);
    // There and back: 1 − 0.8² = 36 %.
    if (lost < 20 || lost > 55) throw new Error(`the link should lose a fifth in each direction: ${pings}`);
  },
};

import { setTimeout as sleep } from "node:timers/promises";
import * as at from "../world/addresses.ts";
import { OFFICE } from "../world/company.ts";
import { until } from "../world/until.ts";
import { expectAtMost, expectPage, expectRefused, fetchPage } from "./checks.ts";
import type { Scenario } from "./scenario.ts";

const WEB = `http://${at.WEB_IP}`;
const ATTEMPTS = 5;

export const noPolicyRefused: Scenario = {
  name: "no-policy-refused",
  shows: "without a policy nothing is reached, whatever runs",
  prepare: async (company) => void (await company.add(OFFICE, { granted: false })),
  async play({ world }) {
    await expectRefused(world.laptop, WEB, "--max-time", "4");
    const known = (await world.clientStatus()).tunnel.resources;
    if (known.length > 0) throw new Error(`the client should know no resource: ${JSON.stringify(known)}`);
  },
};

export const policyDeleted: Scenario = {
  name: "policy-deleted-cuts-traffic",
  shows: "a deleted policy cuts a running transfer within a second",
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, note }) {
    await expectPage(world.laptop, WEB);
    const ping = world.laptop.start("ping", "ping", ["-D", "-i", "0.05", at.WEB_IP]);
    await ping.line(/bytes from/);
    const policies = await world.api.send("GET", "/policies");
    const [policy] = (policies as { data: { id: string }[] }).data;
    await world.api.removePolicy(policy.id);
    const deletedAt = Date.now();
    await sleep(2_500);
    await ping.stop();
    const answered = ping.lines.flatMap((line) => /^\[([\d.]+)\] \d+ bytes from/.exec(line)?.[1] ?? []).map(Number);
    const cutAfter = Math.max(...answered) * 1_000 - deletedAt;
    note(`the last answer came ${Math.max(0, cutAfter).toFixed(0)} ms after the deletion`);
    expectAtMost("milliseconds from deletion to silence", cutAfter, 1_000);
    await expectRefused(world.laptop, WEB, "--max-time", "2");
  },
};

export const policyRestored: Scenario = {
  name: "policy-restored",
  shows: "a policy that comes back opens the way again without a restart",
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, company, note }) {
    await expectPage(world.laptop, WEB);
    const policies = (await world.api.send("GET", "/policies")) as { data: { id: string; resource_id: string }[] };
    const [policy] = policies.data;
    await world.api.removePolicy(policy.id);
    await until("the cut", async () => !(await fetchPage(world.laptop, WEB, "--max-time", "1")).ok);
    const restoredAt = performance.now();
    await company.grant(policy.resource_id);
    await until("a page again", async () => (await fetchPage(world.laptop, WEB, "--max-time", "1")).ok);
    note(`open again after ${(performance.now() - restoredAt).toFixed(0)} ms`);
  },
};

export const filterDenied: Scenario = {
  name: "filter-denied",
  shows: "a port that the resource's filter leaves out is refused by ICMP within 100 ms",
  prepare: async (company) => void (await company.add({ ...OFFICE, filters: [{ protocol: "tcp", ports: ["80"] }] })),
  async play({ world, note }) {
    await expectPage(world.laptop, WEB);
    const times: number[] = [];
    for (let i = 0; i < ATTEMPTS; i++) {
      const { body } = await expectRefused(
        world.laptop,
        `http://${at.WEB_IP}:81`,
        "--write-out",
        "\\nseconds %{time_total}",
      );
      times.push(1_000 * Number(/^seconds ([\d.]+)$/m.exec(body)?.[1]));
    }
    note(`refused after ${times.map((time) => time.toFixed(1)).join(", ")} ms`);
    // A machine that is busy with other things delays one or the other, but not what a time-out would delay: all of them.
    expectAtMost("milliseconds to the refusal", Math.min(...times), 100);
  },
};

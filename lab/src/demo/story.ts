// The demonstration itself: a person reaches a private page through the tunnel while a policy says so, and only then.
import { expectRefused, fetchPage, waitForPath } from "../scenarios/checks.ts";
import { INTRANET, OFFICE_NETWORK } from "../world/addresses.ts";
import { Company, INTRANET as INTRANET_RESOURCE } from "../world/company.ts";
import { until } from "../world/until.ts";
import type { World } from "../world/world.ts";
import { act, type DemoResult, tell } from "./report.ts";

const PAGE = `http://${INTRANET}/`;
const PINGS = 10;
const SPEED_TEST_BYTES = 1_000_000_000;
const SPEED_TEST_SECONDS = 3;

export async function tellStory(world: World): Promise<DemoResult> {
  act("The company");
  tell("portal      starting, on its embedded database");
  const company = await Company.found(world);
  tell("portal      is up. Through its REST API: a site “Office”, a group “Staff” with Ada and her laptop in it");
  const { resourceId } = await company.add(INTRANET_RESOURCE, { granted: false });
  tell(`portal      a resource “Intranet”: whatever is at ${INTRANET} in the office. No policy yet`);
  await company.open();
  tell(`gateway     is connected to the portal; it is in the office, network ${OFFICE_NETWORK}, behind a NAT`);
  tell("client      is connected to the portal; it is Ada's laptop, at home, behind another NAT");
  tell("relay       is connected to the portal, in case that the two NATs let no direct path through");

  act("Without a policy");
  tell(`Ada         curl ${PAGE}`);
  const refused = await expectRefused(world.laptop, PAGE, "--max-time", "5");
  tell(`            refused: ${refused.error.trim()}`);
  tell("            what is not granted does not even exist for the laptop");

  act("With a policy");
  const policyId = await company.grant(resourceId);
  await knows(world, 1);
  tell("portal      policy made: Staff may reach Intranet; the client was told at once");
  tell(`Ada         curl ${PAGE}`);
  const page = await fetchPage(world.laptop, PAGE, "--include");
  if (!page.ok) throw new Error(`Ada did not get the page: ${page.error}`);
  const setupMs = await tellConnection(world);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(page.body)?.[1] ?? 0);
  const welcome = page.body.split("\n").find((line) => line.startsWith("Welcome")) ?? page.body;
  tell(`Ada         HTTP ${status} after ${page.milliseconds.toFixed(0)} ms: “${welcome.trim()}”`);

  act("The path");
  const path = await measurePath(world);
  tell(
    `path        ${path === "direct" ? "direct, from NAT to NAT; the relay only helped to find it" : "through the relay"}`,
  );
  tell(`set-up      ${setupMs} ms, from the first packet to the tunnel`);
  const rtt = measureRtt(world);
  tell(`latency     ${rtt} ms there and back (average of ${PINGS} pings)`);
  const mbps = measureMbps(world);
  tell(`throughput  ${mbps} Mbit/s (one download of ${SPEED_TEST_SECONDS} s; both ends share this machine)`);

  act("Without the policy again");
  const deletedAt = performance.now();
  await world.api.removePolicy(policyId);
  await until("the refusal", async () => !(await fetchPage(world.laptop, PAGE, "--max-time", "1")).ok);
  tell(
    `portal      policy deleted; Ada's next request was refused ${(performance.now() - deletedAt).toFixed(0)} ms later`,
  );
  await company.grant(resourceId);
  await knows(world, 1);
  tell("portal      and made again, so that you can try");
  return {
    resource: INTRANET,
    status,
    path,
    setup_ms: setupMs,
    rtt_ms: rtt,
    mbps,
    refused_without_policy: true,
  };
}

/** Waits until the portal told the client of as many resources. */
async function knows(world: World, resources: number): Promise<void> {
  const isTold = async () => (await world.clientStatus()).tunnel.resources.length === resources;
  await until("the client's list of resources", isTold);
}

/** Tells who asked whom, from the logs of both ends. @returns set-up time in milliseconds, to a tenth */
async function tellConnection(world: World): Promise<number> {
  const client = world.program("client");
  await client.line(/asking the portal for access/);
  tell("client      asked the portal for access: this was the first packet to Intranet");
  await world.program("gateway-1").line(/access created/);
  tell("portal      decided: allowed, because Ada's laptop is in Staff; told the gateway to expect it");
  const established = await client.line(/connection to gateway established/);
  const { path, setupMs } = JSON.parse(established.slice(established.indexOf("{"))) as Record<string, unknown>;
  tell(`client      the tunnel to the gateway stands (${path})`);
  return Math.round(Number(setupMs) * 10) / 10;
}

async function measurePath(world: World): Promise<DemoResult["path"]> {
  try {
    await waitForPath(world, "direct");
    return "direct";
  } catch {
    await waitForPath(world, "relayed");
    return "relayed";
  }
}

function measureRtt(world: World): number {
  const printed = world.laptop.run("ping", "-4", "-c", String(PINGS), "-i", "0.05", INTRANET);
  return Number(/= [\d.]+\/([\d.]+)\//.exec(printed)?.[1]);
}

/** curl ends with an error when the time is over; what counts is how much came until then. */
function measureMbps(world: World): number {
  const words = `-sS -o /dev/null --max-time ${SPEED_TEST_SECONDS} -w %{speed_download}`;
  const printed = world.laptop.run("sh", "-c", `curl ${words} '${PAGE}download?bytes=${SPEED_TEST_BYTES}' || true`);
  return Math.round((Number(/[\d.]+$/.exec(printed.trim())?.[0]) * 8) / 1e6);
}

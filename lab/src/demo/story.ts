// The demonstration itself: a person reaches a private page through the tunnel once a policy says so, and not before.
import { expectRefused, fetchPage, waitForPath } from "../scenarios/checks.ts";
import { INTRANET } from "../world/addresses.ts";
import { Company, INTRANET as INTRANET_RESOURCE } from "../world/company.ts";
import { until } from "../world/until.ts";
import type { World } from "../world/world.ts";
import { type DemoResult, tell } from "./report.ts";

const PAGE = `http://${INTRANET}/`;
const PINGS = 10;
const SPEED_TEST_BYTES = 1_000_000_000;
const SPEED_TEST_SECONDS = 4;

export async function tellStory(world: World): Promise<DemoResult> {
  tell("starting the portal on its embedded database …");
  const company = await Company.found(world);
  tell("portal is up; made by its REST API: site “Office”, group “Staff”, Ada Example and her laptop in it");
  const { resourceId } = await company.add(INTRANET_RESOURCE, { granted: false });
  tell(`resource “${INTRANET_RESOURCE.name}”: the name ${INTRANET} at the site, with no policy yet`);
  await company.open();
  tell("relay, gateway (behind the office's NAT) and client (behind another NAT) are connected to the portal");

  const refused = await expectRefused(world.laptop, PAGE, "--max-time", "5");
  tell(`without a policy: ${refused.error.trim()}`);

  await company.grant(resourceId);
  await until("the client's list of resources", async () => (await world.clientStatus()).tunnel.resources.length === 1);
  tell("policy made: Staff may reach Intranet; the portal told the client");

  const page = await until("the page", async () => {
    const fetched = await fetchPage(world.laptop, PAGE, "--include");
    return fetched.ok ? fetched : undefined;
  });
  for (const line of storyLines(world.program("client").lines)) tell(`client: ${line}`);
  for (const line of storyLines(world.program("gateway-1").lines)) tell(`gateway: ${line}`);
  tell(`the page came through the tunnel: “${page.body.split("\n").find((line) => line.startsWith("Welcome"))}”`);

  await waitForPath(world, "direct").catch(() => undefined);
  const path = (await world.clientStatus()).tunnel.gateways[0]?.path ?? "relayed";
  const rtt = measureRtt(world);
  tell(`path: ${path}, round trip ${rtt} ms`);
  const mbps = measureMbps(world);
  tell(`throughput of one download: ${mbps} Mbit/s`);
  return {
    resource: INTRANET,
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(page.body)?.[1] ?? 0),
    path,
    setup_ms: setupMs(world.program("client").lines),
    rtt_ms: rtt,
    mbps,
    refused_without_policy: true,
  };
}

/** The lines about access and connections. */
function storyLines(lines: readonly string[]): string[] {
  return lines.filter((line) => /access|authori[sz]|connection to gateway|established/i.test(line)).slice(-4);
}

function setupMs(lines: readonly string[]): number {
  const line = lines.findLast((one) => one.includes("setupMs"));
  const found = line === undefined ? undefined : /"?setupMs"?:\s*([\d.]+)/.exec(line);
  return Math.round(Number(found?.[1] ?? Number.NaN) * 10) / 10;
}

function measureRtt(world: World): number {
  const printed = world.laptop.run("ping", "-4", "-c", String(PINGS), "-i", "0.05", INTRANET);
  return Number(/= [\d.]+\/([\d.]+)\//.exec(printed)?.[1]);
}

function measureMbps(world: World): number {
  const words = ["-sS", "-o", "/dev/null", "--max-time", String(SPEED_TEST_SECONDS), "-w", "%{speed_download}"];
  // curl ends with an error when the time is over; what counts is how much came until then.
  const printed = world.laptop.run(
    "sh",
    "-c",
    `curl ${words.join(" ")} '${PAGE}download?bytes=${SPEED_TEST_BYTES}' || true`,
  );
  return Math.round((Number(/[\d.]+$/.exec(printed.trim())?.[0]) * 8) / 1e6);
}

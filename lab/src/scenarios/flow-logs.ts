import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import * as at from "../world/addresses.ts";
import { CORP, OFFICE, type ResourceSpec } from "../world/company.ts";
import { until } from "../world/until.ts";
import type { World, WorldOptions } from "../world/world.ts";
import { expectEqual, expectPage } from "./checks.ts";
import type { Scenario } from "./scenario.ts";

/** Devices upload flow logs each second. */
export const UPLOADING: WorldOptions = {
  portalEnv: {
    FLOW_LOGS_API_URL: `http://${at.PORTAL_IP}:${at.PORTAL_PORT}`,
    FLOW_LOGS_UPLOAD_INTERVAL_SECS: "1",
  },
};
const WEB = `http://${at.WEB_IP}`;
/** With it the way to the portal leads into the tunnel, for whoever does not know better. */
const PORTAL: ResourceSpec = { name: "The portal's machine", type: "ip", address: at.PORTAL_IP };

const FlowSchema = z.object({
  type: z.literal("flow"),
  role: z.enum(["initiator", "responder"]),
  protocol: z.string(),
  initiator_device_id: z.string(),
  policy_authorization_id: z.string(),
  inner_src_ip: z.string(),
  inner_src_port: z.number(),
  inner_dst_ip: z.string(),
  inner_dst_port: z.number(),
  inner_domain: z.string().nullable(),
  flow_start: z.string(),
  flow_end: z.string().nullable(),
  rx_bytes: z.number().nullable(),
  tx_bytes: z.number().nullable(),
  outers: z.array(z.object({ src_ip: z.string().optional(), dst_ip: z.string() })).nullable(),
});
type Flow = z.output<typeof FlowSchema>;

async function listedFlows(world: World): Promise<Flow[]> {
  return z.object({ data: z.array(FlowSchema) }).parse(await world.api.send("GET", "/logs?type=flow&limit=100")).data;
}

async function exportedFlows(world: World): Promise<Flow[]> {
  const lines = (await world.api.text("GET", "/logs/export?type=flow")).split("\n").slice(0, -1);
  return lines.map((line) => FlowSchema.parse(JSON.parse(line)));
}

/** What both sides told of a flow that has ended, once they have. */
function bothSides(world: World, what: string, isIt: (flow: Flow) => boolean): Promise<[Flow, Flow]> {
  return until(`${what} in the log, told by both sides`, async () => {
    const flows = (await listedFlows(world)).filter((flow) => flow.flow_end !== null && isIt(flow));
    const ofClient = flows.find(({ role }) => role === "initiator");
    const ofGateway = flows.find(({ role }) => role === "responder");
    return ofClient && ofGateway && [ofClient, ofGateway];
  });
}

/** Who fetches a page by name may try both families at once. */
function identityOf({ role, flow_start, inner_src_ip, inner_src_port }: Flow): string {
  return `${role} ${flow_start} ${inner_src_ip} ${inner_src_port}`;
}

/** Files in which flow logs wait on the machine of a program. */
function waiting(world: World, program: string): string[] {
  const folder = join(world.premises.network.folder, program, "flow-logs");
  return existsSync(folder) ? readdirSync(folder) : [];
}

export const flowLogged: Scenario = {
  name: "flow-logged",
  shows:
    "pages that were fetched through the tunnel are in the portal's log of flows, told alike by client and gateway",
  world: UPLOADING,
  async prepare(company) {
    for (const resource of [OFFICE, CORP, PORTAL]) await company.add(resource);
  },
  async play({ world, note }) {
    await expectPage(world.laptop, WEB);
    await expectPage(world.laptop, `http://${at.WIKI}`);
    const begin = performance.now();
    const byAddress = await bothSides(world, "the page of an address", ({ inner_domain }) => inner_domain === null);
    const byName = await bothSides(world, "the page of a name", ({ inner_domain }) => inner_domain === at.WIKI);
    note(`both sides are in the log ${(performance.now() - begin).toFixed(0)} ms after the pages`);

    for (const [ofClient, ofGateway] of [byAddress, byName]) {
      const facts = ({
        protocol,
        initiator_device_id,
        policy_authorization_id,
        inner_src_ip,
        inner_dst_port,
      }: Flow) => [...[protocol, initiator_device_id, policy_authorization_id, inner_src_ip, inner_dst_port]];
      expectEqual("what the gateway tells of the flow", facts(ofGateway), facts(ofClient));
      const bytes = ({ tx_bytes, rx_bytes }: Flow) => [tx_bytes, rx_bytes];
      expectEqual("what the gateway counted", bytes(ofGateway), bytes(ofClient));
      if (!ofClient.tx_bytes || (ofClient.rx_bytes ?? 0) < ofClient.tx_bytes)
        throw new Error(`the flow was not counted: ${JSON.stringify(ofClient)}`);
      expectEqual("outside address of the laptop as it knows it", ofClient.outers?.at(-1)?.src_ip, at.LAPTOP_IP);
    }
    expectEqual("the address that the laptop used", byAddress[0].inner_dst_ip, at.WEB_IP);
    expectEqual("the address behind the name, by the gateway", byName[1].inner_dst_ip, at.WEB_IP);
    if (byName[0].inner_dst_ip === at.WEB_IP) throw new Error("the client should tell the address that it gave out");

    const exported = await exportedFlows(world);
    for (const flow of [...byAddress, ...byName]) {
      const same = exported.filter((one) => identityOf(one) === identityOf(flow));
      expectEqual("the flow in the export", same, [flow]);
    }
    const uploads = exported.filter(({ inner_dst_ip }) => inner_dst_ip === at.PORTAL_IP);
    expectEqual("flows of uploads, which must not take the tunnel", uploads, []);
    await until(
      "nothing left to upload",
      () => [...waiting(world, "client"), ...waiting(world, "gateway-1")].length === 0,
    );
  },
};

export const flowLogsOff: Scenario = {
  name: "flow-logs-off",
  shows:
    "of two resources, one with a policy that wants no flow logs, only the other's flows are written down and uploaded",
  world: UPLOADING,
  async prepare(company) {
    await company.add(OFFICE);
    await company.add(CORP, { flowsLogged: false });
  },
  async play({ world, note }) {
    await expectPage(world.laptop, `http://${at.WIKI}`);
    await expectPage(world.laptop, WEB);
    await bothSides(world, "the page of the address", ({ inner_domain }) => inner_domain === null);
    const named = async () => (await exportedFlows(world)).filter(({ inner_domain }) => inner_domain !== null);
    expectEqual("flows of the resource that is not logged", await named(), []);

    const policies = z.object({ data: z.array(z.object({ id: z.string() })) });
    const { data } = policies.parse(await world.api.send("GET", "/policies"));
    for (const { id } of data) await world.api.logFlows(id, true);
    await until("a page of the name again", async () => {
      await expectPage(world.laptop, `http://${at.WIKI}`);
      return true;
    });
    await bothSides(world, "the page of the name", ({ inner_domain }) => inner_domain === at.WIKI);
    note("switched on for the other policy, its flows are in the log as well");
  },
};

export const flowLogsKept: Scenario = {
  name: "flow-logs-kept",
  shows: "flows that ended while the portal was down are in its log after client and gateway were killed, too",
  world: UPLOADING,
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, company }) {
    await expectPage(world.laptop, WEB);
    await bothSides(world, "the first page", () => true);
    const before = (await listedFlows(world)).length;
    await world.program("portal").kill();
    await expectPage(world.laptop, WEB);
    for (const program of ["client", "gateway-1"])
      await until(`flow logs of ${program} on disk`, () => waiting(world, program).length > 0);
    await Promise.all([world.program("client").kill(), world.program("gateway-1").kill()]);
    await world.startPortal();
    await Promise.all([company.startGateway(), company.startClient()]);
    await until("the second page in the log", async () => {
      const flows = (await listedFlows(world)).filter(({ flow_end }) => flow_end !== null);
      return flows.length === before + 2;
    });
  },
};

import { z } from "zod";
import * as at from "../world/addresses.ts";
import { OFFICE } from "../world/company.ts";
import { until } from "../world/until.ts";
import { expectPage } from "./checks.ts";
import type { Scenario } from "./scenario.ts";

const UPLOAD_SECONDS = "1";

const FlowsSchema = z.object({
  data: z.array(
    z.object({
      role: z.string(),
      protocol: z.string(),
      inner_dst_ip: z.string(),
      inner_dst_port: z.number(),
      flow_end: z.string().nullable(),
      rx_bytes: z.number().nullable(),
      tx_bytes: z.number().nullable(),
      outers: z.array(z.unknown()).nullable(),
    }),
  ),
});

export const flowLogged: Scenario = {
  name: "flow-logged",
  shows: "a page that was fetched through the tunnel is in the portal's log of flows, with its size",
  world: {
    portalEnv: {
      FLOW_LOGS_API_URL: `http://${at.PORTAL_IP}:${at.PORTAL_PORT}`,
      FLOW_LOGS_UPLOAD_INTERVAL_SECS: UPLOAD_SECONDS,
    },
  },
  prepare: async (company) => void (await company.add(OFFICE)),
  async play({ world, note }) {
    await expectPage(world.laptop, `http://${at.WEB_IP}`);
    const begin = performance.now();
    await until("the flow in the log", async () => {
      const { data } = FlowsSchema.parse(await world.api.send("GET", "/logs?type=flow"));
      const flow = data.find(({ flow_end, inner_dst_port }) => flow_end !== null && inner_dst_port === 80);
      if (!flow) return false;
      const { role, protocol, inner_dst_ip, rx_bytes, tx_bytes, outers } = flow;
      if (role !== "responder" || protocol !== "tcp" || inner_dst_ip !== at.WEB_IP)
        throw new Error(`another flow was logged: ${JSON.stringify(flow)}`);
      if (!rx_bytes || !tx_bytes || rx_bytes < tx_bytes || !outers?.length)
        throw new Error(`the flow was not counted: ${JSON.stringify(flow)}`);
      note(`logged ${(performance.now() - begin).toFixed(0)} ms after it: ${rx_bytes} bytes down, ${tx_bytes} up`);
      return true;
    });
  },
};

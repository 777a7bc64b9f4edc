import { z } from "zod";
import * as at from "../world/addresses.ts";
import { OFFICE } from "../world/company.ts";
import { until } from "../world/until.ts";
import type { World, WorldOptions } from "../world/world.ts";
import { expectDownload, expectPage, waitForPath } from "./checks.ts";
import type { Scenario } from "./scenario.ts";

const WEB = `http://${at.WEB_IP}`;
const MEGABYTE = 1 << 20;
const INTERVAL_SECONDS = "1";

const ConnectionsSchema = z.object({
  data: z.array(
    z.object({
      resources: z.array(z.object({ name: z.string() })),
      path: z.string().nullable(),
      rtt_ms: z.number().nullable(),
      bytes_down: z.number().nullable(),
      bytes_up: z.number().nullable(),
      bits_per_second_down: z.number().nullable(),
      connected_at: z.string().nullable(),
    }),
  ),
});

export const connectionReported: Scenario = reported("connection-reported", "direct", {}, 10 * MEGABYTE);

export const relayedConnectionReported: Scenario = reported(
  "relayed-connection-reported",
  "relayed",
  { officeNat: "symmetric", homeNat: "symmetric" },
  3 * MEGABYTE,
);

function reported(name: string, path: "direct" | "relayed", world: WorldOptions, bytes: number): Scenario {
  return {
    name,
    shows: `a ${path} connection is in the portal's list, with its round-trip time and what goes through it`,
    world: { ...world, portalEnv: { CONNECTION_REPORTS_INTERVAL_SECS: INTERVAL_SECONDS } },
    prepare: async (company) => void (await company.add(OFFICE)),
    async play({ world, note }) {
      if ((await connections(world)).length > 0) throw new Error("a connection was listed before there was one");
      await expectPage(world.laptop, WEB);
      await waitForPath(world, path);
      // Rates count from the first report on.
      await until("the report", async () =>
        (await connections(world)).some(({ connected_at }) => connected_at !== null),
      );
      let fastest = 0;
      const watch = until(
        "the download in the list",
        async () => {
          const [connection] = await connections(world);
          fastest = Math.max(fastest, connection?.bits_per_second_down ?? 0);
          return (connection?.bytes_down ?? 0) >= bytes && connection?.bits_per_second_down === 0;
        },
        30_000,
      );
      await Promise.all([expectDownload(world.laptop, WEB, bytes), watch]);
      const [connection, ...others] = await connections(world);
      const { rtt_ms, bytes_down, bytes_up, connected_at, resources } = connection;
      if (others.length > 0 || connection.path !== path || !rtt_ms || !bytes_up || !connected_at || fastest === 0) {
        throw new Error(`not what there is: ${JSON.stringify([connection, ...others])}, at most ${fastest} bit/s`);
      }
      note(`${resources.map((resource) => resource.name).join()}: ${connection.path}, ${rtt_ms} ms`);
      note(`${bytes_down} bytes down and ${bytes_up} up, at most ${(fastest / 1e6).toFixed(0)} Mbit/s`);
    },
  };
}

async function connections(world: World) {
  return ConnectionsSchema.parse(await world.api.send("GET", "/connections")).data;
}

import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { z } from "zod";

/** What `status --json` of the client says, as far as the lab looks at it. */
export const clientStatusSchema = z.object({
  portal: z.enum(["connected", "disconnected"]),
  tunnel: z.object({
    gateways: z.array(
      z.object({
        id: z.string(),
        ipv4: z.string(),
        connection: z.string(),
        path: z.enum(["direct", "relayed"]).optional(),
      }),
    ),
    resources: z.array(z.object({ id: z.string(), name: z.string(), status: z.string() })),
  }),
  counters: z.record(z.string(), z.number()),
});
export type ClientStatus = z.output<typeof clientStatusSchema>;

const answerSchema = z.object({ type: z.literal("ok"), value: clientStatusSchema });

/** Asks a running client over its control socket, as its command line does, but without starting a program for it. */
export async function askClientStatus(socketPath: string): Promise<ClientStatus> {
  const socket = connect(socketPath);
  try {
    await once(socket, "connect");
    socket.write('{"ask":"status"}\n');
    const [line] = await once(createInterface({ input: socket }), "line");
    return answerSchema.parse(JSON.parse(line)).value;
  } finally {
    socket.destroy();
  }
}

// The floor: what this machine can do with the WebSocket library alone. Answers as a portal would, decides nothing,
// keeps nothing. Told `{ broadcast }` by its parent it sends that to everybody.

import { createServer } from "node:http";
import { errorReply, HEARTBEAT_EVENT, JOIN_EVENT, okReply, PortalInboundFrameSchema, pushFrame } from "@fz/wire";
import { WebSocketServer } from "ws";
import { z } from "zod";

const BACKLOG = 4_096;
const Address = z.tuple([z.string(), z.coerce.number()]);
const Order = z.object({ broadcast: z.string() });

const [host, port] = Address.parse(process.argv.slice(2));
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on("upgrade", (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, (socket) => {
    socket.on("message", (data) => {
      const { topic, event, ref } = PortalInboundFrameSchema.parse(JSON.parse(data.toString()));
      const isKnown = event === JOIN_EVENT || event === HEARTBEAT_EVENT;
      socket.send(JSON.stringify(isKnown ? okReply(topic, ref) : errorReply(topic, ref, "unknown")));
      if (event === JOIN_EVENT) socket.send(JSON.stringify(pushFrame("client", "init", {})));
    });
  });
});
process.on("message", (message) => {
  const { broadcast } = Order.parse(message);
  for (const socket of sockets.clients) socket.send(broadcast);
});
process.once("SIGTERM", () => process.exit());
server.listen({ host, port, backlog: BACKLOG });

// Plays the portal towards devices, as a program of its own so that it can run on another host of the lab: accepts one
// token, grants the join, pushes an init. Tells on stdout what it sees: `upgrade {query}` and `received {event, payload}`.
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { parseArgs } from "node:util";
import {
  connectProblem,
  encodeFrame,
  JOIN_EVENT,
  okReply,
  PortalInboundFrameSchema,
  PROBLEM_CONTENT_TYPE,
  parseConnectRequest,
  pushFrame,
  TOKEN_HEADER,
  type Topic,
} from "@fz/wire";
import { type WebSocket, WebSocketServer } from "ws";

const { values } = parseArgs({
  options: {
    token: { type: "string", default: "" },
    ip: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
    init: { type: "string", default: "{}" },
  },
});
const init: unknown = JSON.parse(values.init);
const websockets = new WebSocketServer({ noServer: true });

const server = createServer();
server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
  const header = request.headers[TOKEN_HEADER.toLowerCase()];
  const asked = parseConnectRequest(request.url ?? "", typeof header === "string" ? header : undefined);
  const query = Object.fromEntries(asked?.query ?? []);
  console.log(`upgrade ${JSON.stringify({ ...query, user_agent: request.headers["user-agent"] })}`);
  if (asked?.token !== values.token) refuse(socket);
  else websockets.handleUpgrade(request, socket, head, (device) => serve(asked.topic, device));
});
server.listen(Number(values.port), values.ip, () => console.log("portal listening"));

function serve(topic: Topic, device: WebSocket): void {
  device.on("message", (text) => {
    const { event, payload, ref, ...frame } = PortalInboundFrameSchema.parse(JSON.parse(text.toString()));
    console.log(`received ${JSON.stringify({ event, payload })}`);
    if (event === JOIN_EVENT || event === "heartbeat") device.send(encodeFrame(okReply(frame.topic, ref)));
    if (event === JOIN_EVENT) device.send(encodeFrame(pushFrame(topic, "init", init)));
  });
}

function refuse(socket: Duplex): void {
  const body = JSON.stringify(connectProblem("invalid_token", "This credential is not valid here."));
  const head = [
    "HTTP/1.1 401 Unauthorized",
    `content-type: ${PROBLEM_CONTENT_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

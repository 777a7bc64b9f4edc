import type { IncomingMessage } from "node:http";

const PEER = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;
const HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;
const FORWARDING = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/**
 * Whether a request was made on this machine, to this machine by its own name, and not handed on by a proxy. The name
 * matters: a page of anybody's whose name is made to mean 127.0.0.1 (DNS rebinding) still sends its own name as Host.
 */
export function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  if (!PEER.test(socket.remoteAddress ?? "") || !HOST.test(headers.host ?? "")) return false;
  if (FORWARDING.some((name) => headers[name] !== undefined)) return false;
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}

// One POST of JSON over a socket of our own making: it may have to bypass the tunnel.

import { request } from "node:http";
import { isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { systemClock } from "../clock.ts";
import { connectTo, hostOf, type Way } from "../connect.ts";

/** Of an answer that is read before the connection is closed; more than any that says something. */
const ANSWER_MAX = 64 * 1024;

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
}

/** Follows no redirect. @throws where there is no answer, or `signal` is aborted */
export async function postJson(
  url: URL,
  { token, body }: { readonly token: string; readonly body: unknown },
  way: Way,
  signal: AbortSignal,
): Promise<Answer> {
  const text = JSON.stringify(body);
  const tcp = await connectTo(url, way, systemClock, signal);
  try {
    return await exchange(url, token, text, withTls(url, tcp, way), signal);
  } finally {
    tcp.destroy();
  }
}

function withTls(url: URL, tcp: Socket, { tls }: Way): Socket {
  if (url.protocol !== "https:") return tcp;
  const host = hostOf(url);
  // TLS allows no addresses for a server's name (RFC 6066 §3).
  const name = isIP(host) ? { host } : { servername: host };
  return connectTls({ ...name, ...tls, socket: tcp });
}

function exchange(url: URL, token: string, text: string, socket: Socket, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      method: "POST",
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        connection: "close",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
      },
      createConnection: () => socket,
      signal,
    });
    asked.on("error", reject);
    asked.on("response", (response) => {
      const { statusCode = 0, headers } = response;
      const answer = { status: statusCode, retryAfter: headers["retry-after"], location: headers.location };
      let length = 0;
      response.on("data", (part: Buffer) => {
        length += part.length;
        if (length > ANSWER_MAX) resolve(answer);
      });
      response.on("end", () => resolve(answer));
      response.on("error", reject);
    });
    asked.end(text);
  });
}

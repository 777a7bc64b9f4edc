// DNS over UDP and TCP (RFC 1035 §4.2) to one server, outside the tunnel. A socket of its own for each query, so that
// nobody who cannot see the query can guess the port that its answer has to come to.
import type { Socket } from "node:net";
import { MessageReader, withLengthPrefix } from "@fz/dns";
import { ipVersion, type SocketAddress } from "@fz/ip";
import { bindDgram, connectTcp } from "@fz/native";

/** Larger answers over UDP than this fit no link and are not what an honest server sends. */
const MAX_UDP_ANSWER = 1_500;

/** SO_MARK of packets that must not enter the tunnel; none in tests. */
export interface Marked {
  readonly mark?: number;
}

/** @throws where the server cannot be reached, its answer is too long or `signal` is aborted */
export async function askUdp(
  server: SocketAddress,
  query: Uint8Array,
  marked: Marked,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const socket = await bindDgram(ipVersion(server.ip), marked);
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      socket.on("error", reject);
      socket.on("message", (answer) => {
        if (answer[0] !== query[0] || answer[1] !== query[1]) return;
        if (answer.length > MAX_UDP_ANSWER) reject(new Error(`an answer of ${answer.length} bytes`));
        else resolve(new Uint8Array(answer));
      });
      // A call-back of `connect` is called after failures, too; the event is not.
      socket.once("connect", () => {
        socket.send(query, (error) => {
          if (error) reject(error);
        });
      });
      // Connected, the socket takes datagrams from the server alone, and learns of ICMP errors.
      socket.connect(server.port, server.ip);
    });
  } finally {
    socket.close();
  }
}

/** @throws where the server cannot be reached, closes without an answer or `signal` is aborted */
export async function askTcp(
  server: SocketAddress,
  query: Uint8Array,
  marked: Marked,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const socket = await connectTcp(server, { ...marked, signal });
  const abort = () => socket.destroy(new Error("given up"));
  signal.addEventListener("abort", abort, { once: true });
  try {
    socket.write(withLengthPrefix(query));
    return await readMessage(socket);
  } finally {
    signal.removeEventListener("abort", abort);
    socket.destroy();
  }
}

async function readMessage(socket: Socket): Promise<Uint8Array> {
  const reader = new MessageReader();
  for await (const part of socket as AsyncIterable<Uint8Array>) {
    reader.push(part);
    const message = reader.next();
    if (message) return message;
  }
  throw new Error("the server closed the connection before its answer");
}

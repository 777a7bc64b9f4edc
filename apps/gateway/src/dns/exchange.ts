// One DNS query to one server and its answer: RFC 1035 §4.2, with source ports and ids that nobody can guess (RFC 5452).
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { type DnsMessage, MessageReader, parseResponse, sameName, withId, withLengthPrefix } from "@fz/dns";
import { ipVersion, type SocketAddress } from "@fz/ip";
import { bindDgram, connectTcp } from "@fz/native";

export type DnsTransport = "udp" | "tcp";

export interface ExchangeOptions {
  /** SO_MARK of the socket. */
  readonly mark?: number;
  readonly signal: AbortSignal;
}

const ID_LIMIT = 0x1_0000;

/** The answer, under the id of the query. Rejects where none comes before the signal aborts. */
export async function exchange(
  query: DnsMessage,
  server: SocketAddress,
  transport: DnsTransport,
  options: ExchangeOptions,
): Promise<DnsMessage> {
  const asked: DnsMessage = { ...query, id: randomInt(ID_LIMIT) };
  const payload = withId(query.raw, asked.id);
  const overTransport = transport === "udp" ? exchangeUdp : exchangeTcp;
  const response = await overTransport(asked, payload, server, options);
  return { ...response, id: query.id, raw: withId(response.raw, query.id) };
}

async function exchangeUdp(
  asked: DnsMessage,
  payload: Uint8Array,
  server: SocketAddress,
  { mark, signal }: ExchangeOptions,
): Promise<DnsMessage> {
  signal.throwIfAborted();
  const socket = await bindDgram(ipVersion(server.ip), mark === undefined ? {} : { mark });
  try {
    // Connected: only the server's packets get in, and where nobody listens there we hear of it.
    socket.connect(server.port, server.ip);
    await once(socket, "connect", { signal });
    return await new Promise<DnsMessage>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      socket.on("error", reject);
      socket.on("message", (bytes) => {
        const response = answerTo(asked, bytes);
        if (response) resolve(response);
      });
      socket.send(payload);
    });
  } finally {
    socket.close();
  }
}

async function exchangeTcp(
  asked: DnsMessage,
  payload: Uint8Array,
  server: SocketAddress,
  { mark, signal }: ExchangeOptions,
): Promise<DnsMessage> {
  const socket = await connectTcp(server, mark === undefined ? { signal } : { mark, signal });
  try {
    return await new Promise<DnsMessage>((resolve, reject) => {
      const stream = new MessageReader();
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the nameserver hung up")));
      socket.on("data", (bytes: Uint8Array) => {
        stream.push(bytes);
        for (let message = stream.next(); message !== undefined; message = stream.next()) {
          const response = answerTo(asked, message);
          if (response) resolve(response);
        }
      });
      socket.write(withLengthPrefix(payload));
    });
  } finally {
    socket.destroy();
  }
}

/** The message where it answers exactly what was asked. */
function answerTo(asked: DnsMessage, bytes: Uint8Array): DnsMessage | undefined {
  const response = parseResponse(bytes);
  const isAnswer =
    response?.id === asked.id &&
    response.question.type === asked.question.type &&
    response.question.class === asked.question.class &&
    sameName(response.question.name, asked.question.name);
  return isAnswer ? response : undefined;
}

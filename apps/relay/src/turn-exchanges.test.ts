// Replays every exchange, byte for byte: nonces, ports and the time are the only things that the vectors' relay drew.

import { fromHex, toHex } from "@fz/bytes";
import type { SocketAddress } from "@fz/ip";
import {
  METHOD_REFRESH,
  nonce,
  parseStun,
  StunBuilder,
  type StunMessage,
  TRANSACTION_ID_BYTES,
  xorRelayedAddresses,
} from "@fz/stun";
import { relayId, turnCredentials, turnPassword } from "@fz/wire";
import { describe, expect, test } from "vitest";
import { only, TurnBench } from "../test/turn-bench.ts";
import derivations from "../vectors/derivations.json" with { type: "json" };
import vectors from "../vectors/turn-exchanges.json" with { type: "json" };
import type { PortRange } from "./allocations/ports.ts";
import type { Output } from "./output.ts";

const SOFTWARE = "firezone-relay; rev=xxxx";
const MINUTE = 60_000;
const ALLOCATION_PORT = 50_123;
/** Of the allocation that the roamed client gets. */
const ROAMED_PORT = 51_000;
const { credentials, addresses, nonces } = vectors;
const CLIENT = socketAddress(addresses.client_ipv4);
const ROAMED = socketAddress(addresses.client_ipv4_roamed);

interface Exchange {
  readonly name: string;
  readonly precondition?: string;
  readonly relay_addresses?: readonly string[];
  readonly messages: readonly {
    readonly from: string;
    readonly hex: string;
    readonly source?: readonly (string | number)[];
  }[];
}
const exchanges: readonly Exchange[] = vectors.exchanges;

describe.each(exchanges)("$name", (exchange) => {
  const server = prepare(exchange);

  test("is answered as recorded", () => {
    const { messages } = exchange;
    for (const [i, { from, hex, source }] of messages.entries()) {
      if (from !== "client") continue;
      const recorded = messages[i + 1]?.from === "relay" ? messages[i + 1].hex : undefined;
      prime(server, recorded);
      const client = socketAddress(source);
      const expected = recorded === undefined ? [] : [{ type: "to-client", client, payload: recorded }];
      expect(readable(server.fromClient(client, bytes(hex)))).toEqual(expected);
    }
    if (exchange.name === "allocate-same-user-other-address") expect(server.server.allocationCount).toBe(1);
    if (exchange.name === "refresh-0") expect(server.openPorts.size).toBe(0);
  });
});

test.each(vectors.silent)("silence: $name", ({ hex, ...rest }) => {
  const source = "source" in rest ? socketAddress(rest.source) : CLIENT;
  expect(bench().fromClient(source, bytes(hex))).toEqual([]);
});

describe("channel data", () => {
  test.each(vectors.channel_data.filter(({ relay }) => relay?.startsWith("forward")))("forwarded: $name", (row) => {
    const server = withChannels();
    const [ip, port] = row.to ?? [];
    expect(readable(server.fromClient(CLIENT, bytes(row.hex)))).toEqual([
      { type: "to-peer", port: row.from_port, peer: socketAddress([ip, port]), payload: row.payload_hex },
    ]);
  });

  test.each(vectors.channel_data.filter(({ relay }) => relay === "drop"))(
    "dropped: $name",
    ({ hex, precondition, ...rest }) => {
      const server = withChannels();
      if (precondition !== undefined) server.advance(10 * MINUTE);
      const source = "source" in rest ? socketAddress(rest.source) : CLIENT;
      expect(server.fromClient(source, bytes(hex))).toEqual([]);
    },
  );

  test.each(vectors.channel_data.filter(({ connlib }) => connlib === "accept"))("to the client: $name", (row) => {
    const server = withChannels();
    expect(readable(server.fromPeer(ALLOCATION_PORT, socketAddress(row.peer), bytes(row.payload_hex ?? "")))).toEqual([
      { type: "to-client", client: CLIENT, payload: row.hex },
    ]);
    server.advance(10 * MINUTE);
    expect(server.fromPeer(ALLOCATION_PORT, socketAddress(row.peer), bytes(row.payload_hex ?? ""))).toEqual([]);
  });
});

test.each(vectors.credential_cases)("password of a username expiring at $expires_at", (row) => {
  expect(turnPassword(row.expires_at, row.salt, row.stamp_secret)).toBe(row.password);
});

test.each(derivations.turn_credentials)("credentials of a device: $outputs.username", ({ inputs, outputs }) => {
  const derived = turnCredentials(inputs.public_key, inputs.expires_at, inputs.stamp_secret);
  expect(derived).toEqual({ username: outputs.username, password: outputs.password });
});

test.each(derivations.relay_id)("id of a relay: $outputs.relay_id", ({ inputs, outputs }) => {
  expect(relayId(inputs.stamp_secret)).toBe(outputs.relay_id);
});

// -- what the exchanges presuppose -----------------------------------------------------------------------------------

function prepare({ messages, precondition = "", relay_addresses, name }: Exchange): TurnBench {
  const isFull = precondition.startsWith("every port");
  const server = bench(relay_addresses, isFull ? { lowest: ROAMED_PORT, highest: ROAMED_PORT } : undefined);
  const source = socketAddress(messages[0].source);
  for (const client of [CLIENT, source]) {
    // The roamed client's first nonce is part of its exchange.
    if (client.port !== ROAMED.port) issueNonce(server, client, nonces.issued_to_client);
  }
  if (isFull) {
    issueNonce(server, ROAMED, nonces.issued_to_roamed);
    replay(server, "allocate-same-user-other-address", 2);
  }
  const isBound = precondition.startsWith("0x4000 is bound");
  const needsAllocation = isBound || precondition.startsWith("allocation of") || name === "channel-bind";
  if (needsAllocation) replay(server, "allocate-dual-stack", 2);
  if (precondition.startsWith("allocation with an IPv4")) replay(server, "allocate-no-family-attribute", 0);
  if (isBound) replay(server, "channel-bind", 0);
  return server;
}

/** As after `channel-bind`, and 0x4fff bound as well. */
function withChannels(): TurnBench {
  const server = bench();
  issueNonce(server, CLIENT, nonces.issued_to_client);
  replay(server, "allocate-dual-stack", 2);
  replay(server, "channel-bind", 0);
  replay(server, "channel-bind", 2);
  replay(server, "channel-bind-last-number", 0);
  return server;
}

function bench(relayAddresses?: readonly string[], ports?: PortRange): TurnBench {
  return new TurnBench({
    stampSecret: credentials.stamp_secret,
    software: SOFTWARE,
    epoch: credentials.now_unix,
    addresses: relayAddresses ?? addresses.relay,
    ...(ports ? { ports } : {}),
  });
}

/** Asks without credentials, which gets whoever asks a nonce. */
function issueNonce(server: TurnBench, client: SocketAddress, text: string): void {
  server.nextNonces.push(bytes(text.replaceAll("-", "")));
  const request = new StunBuilder("request", METHOD_REFRESH, new Uint8Array(TRANSACTION_ID_BYTES)).build();
  const { payload } = answer(server.fromClient(client, request));
  expect(nonce(parsed(payload))).toBe(text);
  server.nextNonces.length = 0;
}

/** Sends message `index` of an exchange and expects what follows it there. */
function replay(server: TurnBench, name: string, index: number): void {
  const messages = exchanges.find((exchange) => exchange.name === name)?.messages ?? [];
  const { hex, source } = messages[index];
  prime(server, messages[index + 1].hex);
  expect(toHex(answer(server.fromClient(socketAddress(source), bytes(hex))).payload)).toBe(messages[index + 1].hex);
}

/** Lets the server draw what the vectors' relay drew. */
function prime(server: TurnBench, expected: string | undefined): void {
  server.nextNonces.length = 0;
  server.nextPorts.length = 0;
  if (expected === undefined) return;
  const message = parsed(bytes(expected));
  const text = nonce(message);
  if (text !== undefined) server.nextNonces.push(bytes(text.replaceAll("-", "")));
  for (const { port } of xorRelayedAddresses(message).slice(0, 1)) server.nextPorts.push(port);
}

function answer(outputs: readonly Output[]): Extract<Output, { type: "to-client" }> {
  const output = only(outputs);
  if (output.type !== "to-client") throw new Error("no answer");
  return output;
}

function readable(outputs: readonly Output[]): unknown[] {
  return outputs.map((output) => ("payload" in output ? { ...output, payload: toHex(output.payload) } : output));
}

function parsed(datagram: Uint8Array): StunMessage {
  const message = parseStun(datagram);
  if (!message) throw new Error("no STUN");
  return message;
}

function bytes(hex: string): Uint8Array {
  const decoded = fromHex(hex);
  if (!decoded) throw new Error(`no hex: ${hex}`);
  return decoded;
}

function socketAddress(pair: readonly (string | number | undefined)[] | undefined): SocketAddress {
  const [ip, port] = pair ?? [];
  return { ip: String(ip), port: Number(port) };
}

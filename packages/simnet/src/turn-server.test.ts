import {
  buildChannelData,
  errorCode,
  lifetime,
  longTermKey,
  METHOD_ALLOCATE,
  METHOD_BINDING,
  METHOD_CHANNEL_BIND,
  METHOD_REFRESH,
  nonce,
  parseChannelData,
  parseStun,
  StunBuilder,
  type StunMessage,
  TRANSPORT_UDP,
  verifyIntegrity,
  xorMappedAddress,
  xorRelayedAddresses,
} from "@fz/stun";
import { describe, expect, test } from "vitest";
import { address } from "../test/probe.ts";
import { TurnServer } from "./turn-server.ts";

const RELAY = address("203.0.113.1:3478");
const RELAY_V6 = address("[2001:db8::1]:3478");
const CLIENT = address("192.0.2.1:52625");
const PEER = address("198.51.100.1:7000");
const KEY = longTermKey("user", "firezone", "secret");
const CHANNEL = 0x4000;

class Client {
  readonly server = new TurnServer({
    addresses: [RELAY, RELAY_V6],
    realm: "firezone",
    password: (name) => (name === "user" ? "secret" : undefined),
  });
  now = 0;
  #nonce: string | undefined;
  #transaction = 0;

  /** Answers to a request, as often as it takes to know the nonce. */
  ask(method: number, fill: (builder: StunBuilder) => StunBuilder = (builder) => builder): StunMessage {
    const answer = this.#once(method, fill);
    const code = errorCode(answer)?.code;
    if (code !== 401 && code !== 438) return answer;
    this.#nonce = nonce(answer);
    return this.#once(method, fill);
  }

  allocate(): StunMessage {
    return this.ask(METHOD_ALLOCATE, (request) => request.requestedTransport(TRANSPORT_UDP).additionalAddressFamily(6));
  }

  bind(channel = CHANNEL, peer = PEER): number | undefined {
    return errorCode(this.ask(METHOD_CHANNEL_BIND, (r) => r.xorPeerAddress(peer).channelNumber(channel)))?.code;
  }

  send(payload: Uint8Array, source = CLIENT, destination = RELAY) {
    return this.server.receive({ source, destination, payload, ecn: 0 }, this.now);
  }

  #once(method: number, fill: (builder: StunBuilder) => StunBuilder): StunMessage {
    const id = new Uint8Array(12).fill(++this.#transaction);
    const request = fill(new StunBuilder("request", method, id))
      .username("user")
      .realm("firezone");
    if (this.#nonce !== undefined) request.nonce(this.#nonce);
    const [answer] = this.send(request.integrity(KEY).build());
    const message = parseStun(answer.payload);
    if (!message) throw new Error("no answer");
    if (method !== METHOD_BINDING) expect(verifyIntegrity(message, KEY)).toBe("ok");
    return message;
  }
}

describe("a TURN server", () => {
  test("tells where a BINDING came from, whoever asks", () => {
    expect(xorMappedAddress(new Client().ask(METHOD_BINDING))).toEqual(CLIENT);
  });

  test("allocates an address of each family for ten minutes, once", () => {
    const client = new Client();
    const allocated = client.allocate();
    expect(xorRelayedAddresses(allocated).map(({ ip }) => ip)).toEqual([RELAY.ip, RELAY_V6.ip]);
    expect(lifetime(allocated)).toBe(600);
    expect(errorCode(client.allocate())?.code).toBe(437);
    client.now = 600_000;
    expect(errorCode(client.ask(METHOD_REFRESH))?.code).toBe(437);
    expect(errorCode(client.allocate())).toBeUndefined();
  });

  test("relays over a bound channel, both ways, and over no other", () => {
    const client = new Client();
    const [relayed] = xorRelayedAddresses(client.allocate());
    expect(client.bind()).toBeUndefined();
    const payload = Uint8Array.of(1, 2, 3);
    expect(client.send(buildChannelData(CHANNEL, payload))).toEqual([
      { source: relayed, destination: PEER, payload, ecn: 0 },
    ]);
    const [back] = client.send(payload, PEER, relayed);
    expect([back.source, back.destination]).toEqual([RELAY, CLIENT]);
    expect(parseChannelData(back.payload)).toEqual({ channel: CHANNEL, payload });
    expect(client.send(buildChannelData(CHANNEL + 1, payload))).toEqual([]);
    expect(client.send(payload, address("198.51.100.2:7000"), relayed)).toEqual([]);
    client.now = 600_001;
    expect(client.send(buildChannelData(CHANNEL, payload))).toEqual([]);
  });

  test("binds a channel to one peer and a peer to one channel", () => {
    const client = new Client();
    expect(client.bind()).toBe(437);
    client.allocate();
    expect(client.bind()).toBeUndefined();
    expect(client.bind()).toBeUndefined();
    expect(client.bind(CHANNEL, CLIENT)).toBe(400);
    expect(client.bind(CHANNEL + 1, PEER)).toBe(400);
    expect(client.bind(0x5000, CLIENT)).toBe(400);
  });

  test("that was restarted knows nothing any more, and one that is dead says nothing", () => {
    const client = new Client();
    client.allocate();
    client.server.restart();
    expect(errorCode(client.ask(METHOD_REFRESH))?.code).toBe(437);
    client.server.alive = false;
    expect(client.send(Uint8Array.of(0))).toEqual([]);
  });

  test("gives an allocation back on request, and refuses what it is told to", () => {
    const client = new Client();
    client.allocate();
    expect(lifetime(client.ask(METHOD_REFRESH, (request) => request.lifetime(0)))).toBe(0);
    expect(client.server.allocations.size).toBe(0);
    client.server.refuseWith = 508;
    expect(errorCode(client.allocate())?.code).toBe(508);
  });
});

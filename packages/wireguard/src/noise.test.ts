import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeCrypto, seededRandom } from "../test/node-crypto.ts";
import { type ReferenceHandshake, referenceHandshake } from "../test/reference-wireguard.ts";
import type { WireGuardCrypto } from "./crypto.ts";
import { MessageSigner } from "./macs.ts";
import { INITIATION, RESPONSE } from "./messages.ts";
import { nobleCrypto } from "./noble-crypto.ts";
import {
  consumeInitiation,
  consumeResponse,
  createInitiation,
  createResponse,
  type HandshakeKeys,
  readInitiationStatic,
} from "./noise.ts";

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const index = fc.nat(0xffffffff);
const handshake: fc.Arbitrary<ReferenceHandshake> = fc.record({
  staticI: key,
  staticR: key,
  ephemeralI: key,
  ephemeralR: key,
  presharedKey: key,
  indexI: index,
  indexR: index,
  timestamp: fc.uint8Array({ minLength: 12, maxLength: 12 }),
});

function keysOf(
  p: ReferenceHandshake,
  crypto: WireGuardCrypto,
): { initiator: HandshakeKeys; responder: HandshakeKeys } {
  const [publicI, publicR] = [crypto.publicKey(p.staticI), crypto.publicKey(p.staticR)];
  const { presharedKey } = p;
  return {
    initiator: { privateKey: p.staticI, publicKey: publicI, peerPublicKey: publicR, presharedKey },
    responder: { privateKey: p.staticR, publicKey: publicR, peerPublicKey: publicI, presharedKey },
  };
}

function present<T>(value: T | undefined | string): T {
  if (value === undefined || typeof value === "string") throw new Error(`unexpected ${value}`);
  return value;
}

function agreesWithThePaper(p: ReferenceHandshake, crypto: WireGuardCrypto): void {
  const expected = referenceHandshake(p);
  const { initiator, responder } = keysOf(p, crypto);

  const initiation = present(createInitiation(initiator, crypto, p.indexI, p.ephemeralI, p.timestamp));
  new MessageSigner(initiator.peerPublicKey).sign(initiation.message, 0);
  expect(initiation.message).toEqual(expected.initiation);

  const received = present(consumeInitiation(expected.initiation, responder, crypto));
  expect(received.timestamp).toEqual(p.timestamp);
  expect(received.peerIndex).toBe(p.indexI);

  const response = present(createResponse(received, responder, crypto, p.indexR, p.ephemeralR));
  new MessageSigner(responder.peerPublicKey).sign(response.message, 0);
  expect(response.message).toEqual(expected.response);
  expect(response.session).toEqual({
    sendKey: expected.keyRI,
    receiveKey: expected.keyIR,
    peerIndex: p.indexI,
  });

  const finished = consumeResponse(expected.response, initiation.state, initiator, crypto);
  expect(finished).toEqual({ sendKey: expected.keyIR, receiveKey: expected.keyRI, peerIndex: p.indexR });
}

test("messages and keys are those of the paper's formulas", () => {
  fc.assert(
    fc.property(handshake, (p) => agreesWithThePaper(p, nodeCrypto)),
    { numRuns: 100 },
  );
});

test("so they are with the portable primitives", () => {
  fc.assert(
    fc.property(handshake, (p) => agreesWithThePaper(p, nobleCrypto)),
    { numRuns: 5 },
  );
});

const random = seededRandom("noise");
const example: ReferenceHandshake = {
  staticI: random(32),
  staticR: random(32),
  ephemeralI: random(32),
  ephemeralR: random(32),
  presharedKey: random(32),
  indexI: 0x01020304,
  indexR: 0xfffefdfc,
  timestamp: random(12),
};

test("the static key of an Initiation can be read without knowing the peer, by its recipient only", () => {
  const { initiation } = referenceHandshake(example);
  const { initiator, responder } = keysOf(example, nodeCrypto);
  expect(readInitiationStatic(initiation, responder.privateKey, responder.publicKey, nodeCrypto)).toEqual(
    initiator.publicKey,
  );
  expect(readInitiationStatic(initiation, initiator.privateKey, initiator.publicKey, nodeCrypto)).toBeUndefined();
  expect(readInitiationStatic(initiation.subarray(1), responder.privateKey, responder.publicKey, nodeCrypto)).toBe(
    undefined,
  );
});

test("an Initiation from another peer than the expected one is refused", () => {
  const { initiation } = referenceHandshake(example);
  const { responder } = keysOf(example, nodeCrypto);
  const expectsAnother = { ...responder, peerPublicKey: nodeCrypto.publicKey(random(32)) };
  expect(consumeInitiation(initiation, expectsAnother, nodeCrypto)).toBe("wrong_peer");
});

test("a changed byte in any authenticated field is noticed", () => {
  const { initiation, response } = referenceHandshake(example);
  const { initiator, responder } = keysOf(example, nodeCrypto);
  for (let i = INITIATION.ephemeral; i < INITIATION.mac1; i++) {
    const changed = initiation.slice();
    changed[i] ^= 0x04;
    expect(consumeInitiation(changed, responder, nodeCrypto)).toBe("bad_handshake");
  }
  const { state } = present(
    createInitiation(initiator, nodeCrypto, example.indexI, example.ephemeralI, example.timestamp),
  );
  for (let i = RESPONSE.ephemeral; i < RESPONSE.mac1; i++) {
    const changed = response.slice();
    changed[i] ^= 0x04;
    expect(consumeResponse(changed, state, initiator, nodeCrypto)).toBeUndefined();
  }
});

test("another preshared key makes the Response unreadable", () => {
  const { response } = referenceHandshake({ ...example, presharedKey: random(32) });
  const { initiator } = keysOf(example, nodeCrypto);
  const { state } = present(
    createInitiation(initiator, nodeCrypto, example.indexI, example.ephemeralI, example.timestamp),
  );
  expect(consumeResponse(response, state, initiator, nodeCrypto)).toBeUndefined();
});

test("public keys of small order lead nowhere", () => {
  const zero = new Uint8Array(32);
  const { initiator, responder } = keysOf(example, nodeCrypto);
  const { initiation, response } = referenceHandshake(example);
  const { ephemeralI, ephemeralR, indexI, indexR, timestamp } = example;
  expect(createInitiation({ ...initiator, peerPublicKey: zero }, nodeCrypto, indexI, ephemeralI, timestamp)).toBe(
    undefined,
  );
  const received = present(consumeInitiation(initiation, responder, nodeCrypto));
  expect(createResponse({ ...received, peerEphemeral: zero }, responder, nodeCrypto, indexR, ephemeralR)).toBe(
    undefined,
  );
  initiation.fill(0, INITIATION.ephemeral, INITIATION.static);
  expect(consumeInitiation(initiation, responder, nodeCrypto)).toBe("bad_handshake");
  const { state } = present(createInitiation(initiator, nodeCrypto, indexI, ephemeralI, timestamp));
  response.fill(0, RESPONSE.ephemeral, RESPONSE.empty);
  expect(consumeResponse(response, state, initiator, nodeCrypto)).toBeUndefined();
});

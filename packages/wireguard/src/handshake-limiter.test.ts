import { describe, expect, test } from "vitest";
import { IP_OF, Link } from "../test/link.ts";
import { nodeCrypto, seededRandom } from "../test/node-crypto.ts";
import { referenceCookieReply } from "../test/reference-wireguard.ts";
import { HANDSHAKES_PER_WINDOW, HandshakeLimiter } from "./handshake-limiter.ts";
import { cookieKey, createCookieReply, MessageSigner } from "./macs.ts";
import { classifyWireGuard, INITIATION, MESSAGE_INITIATION, MESSAGE_RESPONSE, RESPONSE, writeU32 } from "./messages.ts";

const random = seededRandom("limiter");
const publicKey = nodeCrypto.publicKey(random(32));
const SENDER = 0x00ab0107;

/** A message whose MACs are right and whose content is not looked at. */
function signed(type: number, signer = new MessageSigner(publicKey), now = 0): Uint8Array {
  const message = new Uint8Array(type === MESSAGE_INITIATION ? INITIATION.length : RESPONSE.length);
  message.set(random(message.length));
  message.fill(0, 0, 4);
  message.fill(0, message.length - 32);
  message[0] = type;
  writeU32(message, 4, SENDER);
  signer.sign(message, now);
  return message;
}

function loaded(now = 0): HandshakeLimiter {
  const limiter = new HandshakeLimiter({ publicKey, random });
  for (let i = 0; i < HANDSHAKES_PER_WINDOW; i++) limiter.verify(signed(MESSAGE_INITIATION), "192.0.2.7", now);
  return limiter;
}

function cookieReply(limiter: HandshakeLimiter, message: Uint8Array, ip: string, now: number): Uint8Array {
  const verdict = limiter.verify(message, ip, now);
  if (verdict.type !== "cookie_reply") throw new Error(`expected a cookie reply, not ${verdict.type}`);
  return verdict.message;
}

describe.each([
  ["Initiations", MESSAGE_INITIATION],
  ["Responses", MESSAGE_RESPONSE],
])("of %s", (_, type) => {
  test("a hundred in a second pass, the next is answered with a cookie", () => {
    const limiter = new HandshakeLimiter({ publicKey, random });
    for (let i = 0; i < 100; i++) expect(limiter.verify(signed(type), "192.0.2.1", i).type).toBe("ok");
    expect(limiter.verify(signed(type), "192.0.2.1", 999).type).toBe("cookie_reply");
    expect(limiter.verify(signed(type), "192.0.2.1", 1000).type).toBe("ok");
  });

  test("what carries the cookie of its address passes under load", () => {
    const limiter = loaded();
    const signer = new MessageSigner(publicKey);
    const reply = cookieReply(limiter, signed(type, signer), "192.0.2.1", 0);
    expect(classifyWireGuard(reply, 0, reply.length)).toBe("cookie");
    expect(signer.receiveCookie(reply, 5)).toBe("ok");
    expect(limiter.verify(signed(type, signer, 10), "192.0.2.1", 10).type).toBe("ok");
    expect(limiter.verify(signed(type, signer, 10), "192.0.2.2", 10).type).toBe("cookie_reply");
    expect(limiter.verify(signed(type, signer, 10), "2001:db8::1", 10).type).toBe("cookie_reply");
  });

  test("a wrong mac1 is neither counted nor answered", () => {
    const limiter = new HandshakeLimiter({ publicKey, random });
    for (let i = 0; i < 500; i++) {
      const message = signed(type);
      message[20] ^= 1;
      expect(limiter.verify(message, "192.0.2.1", 0).type).toBe("bad_mac1");
    }
    expect(limiter.verify(signed(type), "192.0.2.1", 0).type).toBe("ok");
    expect(limiter.verify(signed(type).subarray(1), "192.0.2.1", 0).type).toBe("bad_mac1");
  });
});

test("both kinds of message count together", () => {
  const limiter = loaded();
  expect(limiter.verify(signed(MESSAGE_RESPONSE), "192.0.2.1", 0).type).toBe("cookie_reply");
});

test("an old cookie is worth nothing once the secret has changed after 128 s", () => {
  const signer = new MessageSigner(publicKey);
  const limiter = loaded();
  signer.receiveCookie(cookieReply(limiter, signed(MESSAGE_INITIATION, signer), "192.0.2.1", 0), 0);
  const withCookie = signed(MESSAGE_INITIATION, signer, 1000);
  for (const [now, verdict] of [
    [127_999, "ok"],
    [129_000, "cookie_reply"],
  ] as const) {
    for (let i = 0; i < HANDSHAKES_PER_WINDOW; i++) limiter.verify(signed(MESSAGE_INITIATION), "192.0.2.7", now);
    expect(limiter.verify(withCookie, "192.0.2.1", now).type).toBe(verdict);
  }
});

test("a received cookie is used for 120 s", () => {
  const signer = new MessageSigner(publicKey);
  signer.receiveCookie(cookieReply(loaded(), signed(MESSAGE_INITIATION, signer), "192.0.2.1", 0), 1000);
  const noCookie = new Uint8Array(16);
  expect(signed(MESSAGE_INITIATION, signer, 120_999).subarray(INITIATION.mac2)).not.toEqual(noCookie);
  expect(signed(MESSAGE_INITIATION, signer, 121_000).subarray(INITIATION.mac2)).toEqual(noCookie);
});

test("a cookie reply is the one of the paper", () => {
  const message = signed(MESSAGE_RESPONSE);
  const [cookie, nonce] = [random(16), random(24)];
  expect(createCookieReply(message, cookie, cookieKey(publicKey), nonce)).toEqual(
    referenceCookieReply(SENDER, cookie, nonce, publicKey, message.subarray(RESPONSE.mac1, RESPONSE.mac2)),
  );
});

test("a cookie reply to another message, or a forged one, is not believed", () => {
  const signer = new MessageSigner(publicKey);
  const reply = cookieReply(loaded(), signed(MESSAGE_INITIATION, signer), "192.0.2.1", 0);
  const forged = reply.slice();
  forged[50] ^= 1;
  expect(signer.receiveCookie(forged, 0)).toBe("bad_cookie");
  const misrouted = reply.slice();
  misrouted[4] ^= 1;
  expect(signer.receiveCookie(misrouted, 0)).toBe("unknown_index");
  signed(MESSAGE_INITIATION, signer); // a newer message: its mac1 is the one to answer
  expect(signer.receiveCookie(reply, 0)).toBe("bad_cookie");
  expect(new MessageSigner(publicKey).receiveCookie(reply, 0)).toBe("unknown_index");
});

describe("between two tunnels", () => {
  /** The stranger's messages reach `b` at `now`, more than it takes without cookies. */
  function burden(link: Link, now: number): void {
    for (let i = 0; i < HANDSHAKES_PER_WINDOW; i++) {
      link.limiters.b.verify(signed(MESSAGE_INITIATION, new MessageSigner(link.publicKeys.b)), "203.0.113.9", now);
    }
  }

  test("a responder under load takes the second Initiation, which carries its cookie", () => {
    const link = new Link({ jitter: 0 });
    burden(link, 0);
    link.a.startHandshake(0);
    link.run(5010);
    expect(link.results.b).toEqual(["under_load"]);
    expect(link.times("b", "cookie")).toEqual([20]);
    expect(link.results.a).toEqual(["ok"]);
    burden(link, link.now);
    link.run(100);
    expect(link.results.b).toEqual(["under_load", "ok", 0]);
    expect(link.send("a") && link.send("b")).toBe(true);
  });

  test("an initiator under load takes the second Response, which carries its cookie", () => {
    const link = new Link({ jitter: 0, rekeyAttemptTime: 20_000 });
    for (let i = 0; i < HANDSHAKES_PER_WINDOW; i++) {
      link.limiters.a.verify(signed(MESSAGE_INITIATION, new MessageSigner(link.publicKeys.a)), "203.0.113.9", 0);
    }
    link.a.startHandshake(0);
    link.run(5030);
    expect(link.results.a).toEqual(["under_load"]);
    for (let i = 0; i < HANDSHAKES_PER_WINDOW; i++) {
      link.limiters.a.verify(signed(MESSAGE_INITIATION, new MessageSigner(link.publicKeys.a)), "203.0.113.9", link.now);
    }
    link.run(100);
    expect(link.results.a).toEqual(["under_load", "ok"]);
    expect(link.results.b).toEqual(["ok", "ok", "ok", 0]); // Initiation, cookie reply, Initiation, keepalive
  });

  test("a captured Initiation with a cookie is of no use from another address", () => {
    const link = new Link({ jitter: 0 });
    burden(link, 0);
    link.a.startHandshake(0);
    link.run(5010);
    const initiation = link.sent[link.sent.length - 1].bytes;
    burden(link, link.now);
    expect(link.b.handleHandshake(initiation, "198.51.100.1", link.now)).toBe("under_load");
    expect(link.b.handleHandshake(initiation, IP_OF.a, link.now)).toBe("ok");
  });
});

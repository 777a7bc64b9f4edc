import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipv4Packet, Link } from "../test/link.ts";

const SECOND = 1000;
const LATENCY = 20;
/** When each end has the session, if `a` started its handshake at 0. */
const ESTABLISHED_A = 2 * LATENCY;
const ESTABLISHED_B = LATENCY;

function connected(options: { jitter?: number; rekeyAttemptTime?: number } = {}): Link {
  const link = new Link({ latency: LATENCY, jitter: 0, ...options });
  link.connect("a");
  link.forget();
  return link;
}

/** Lets the clock reach `time`. */
function runTo(link: Link, time: number): void {
  link.run(time - link.now);
}

describe("the initiator renews the session", () => {
  test("120 s after it was established, if it sent data", () => {
    const link = connected();
    link.send("a");
    runTo(link, 130 * SECOND);
    expect(link.times("a", "initiation")).toEqual([ESTABLISHED_A + 120 * SECOND]);
    expect(link.events).toEqual({ a: ["session"], b: ["session"] });
    runTo(link, 170 * SECOND);
    expect(link.times("b", "initiation")).toEqual([]);
  });

  test("as soon as it sends data, where the session is older than 120 s already", () => {
    const link = connected();
    runTo(link, 150 * SECOND);
    expect(link.times("a", "initiation")).toEqual([]);
    link.send("a");
    link.run(SECOND);
    expect(link.times("a", "initiation")).toEqual([150 * SECOND]);
  });

  test("165 s after it was established, if it only received data", () => {
    const link = connected();
    link.send("b");
    runTo(link, 170 * SECOND);
    expect(link.times("a", "initiation")).toEqual([ESTABLISHED_A + 165 * SECOND]);
  });

  test("when it ends after 180 s, without any traffic, again and again", () => {
    const link = connected();
    runTo(link, 600 * SECOND);
    const lifetime = 180 * SECOND + ESTABLISHED_A;
    expect(link.times("a", "initiation")).toEqual([lifetime, 2 * lifetime, 3 * lifetime]);
    expect(link.times("b", "initiation")).toEqual([]);
    expect(link.send("b")).toBe(true);
  });

  test("and keepalives do not count as data", () => {
    const link = connected();
    link.send("b"); // makes a passive keepalive at the initiator
    runTo(link, 160 * SECOND);
    expect(link.keepaliveTimes("a").length).toBe(1);
    expect(link.times("a", "initiation")).toEqual([]);
  });

  test("the responder does not", () => {
    const link = connected();
    link.loses = ({ from, kind }) => from === "a" && kind === "initiation";
    for (let i = 0; i < 170; i++) {
      link.send("b");
      link.send("a");
      link.run(SECOND);
    }
    expect(link.times("b", "initiation")).toEqual([]);
    expect(link.times("a", "initiation").length).toBeGreaterThan(1);
  });
});

describe("sessions end", () => {
  test("for sending after 170 s at the initiator and after 180 s at the responder", () => {
    const link = connected();
    link.loses = () => true;
    runTo(link, ESTABLISHED_B + 170 * SECOND);
    const last = ESTABLISHED_A + 170 * SECOND;
    expect(link.a.canSeal(last - 1)).toBe(true);
    expect(link.a.canSeal(last)).toBe(false);
    expect(link.b.canSeal(ESTABLISHED_B + 180 * SECOND - 1)).toBe(true);
    expect(link.b.canSeal(ESTABLISHED_B + 180 * SECOND)).toBe(false);
    runTo(link, ESTABLISHED_B + 180 * SECOND);
    expect(link.send("b")).toBe(false);
  });

  test("and no handshake is started because a packet could not be sent", () => {
    const link = connected();
    link.loses = () => true;
    runTo(link, ESTABLISHED_B + 200 * SECOND);
    expect(link.send("b", ipv4Packet())).toBe(false);
    link.run(60 * SECOND);
    expect(link.times("b", "initiation")).toEqual([]);
  });
});

describe("data without an answer", () => {
  test.each(["a", "b"] as const)("makes %s start a handshake after 15 s, whichever role it had", (end) => {
    const link = connected();
    link.loses = ({ from, kind }) => from === end && kind === "data";
    const sentAt = link.now;
    link.send(end);
    link.run(5 * SECOND);
    link.send(end); // does not move the deadline
    link.run(9 * SECOND);
    expect(link.times(end, "initiation")).toEqual([]);
    link.run(2 * SECOND);
    expect(link.times(end, "initiation")).toEqual([sentAt + 15 * SECOND]);
    expect(link.events[end]).toEqual(["session"]);
  });

  test("a responder that re-keys becomes the initiator", () => {
    const link = connected();
    link.loses = ({ from, kind }) => from === "b" && kind === "data" && link.now < 10 * SECOND;
    link.send("b");
    link.run(16 * SECOND);
    expect(link.times("b", "initiation").length).toBe(1);
    link.forget();
    link.run(190 * SECOND);
    expect(link.times("b", "initiation").length).toBe(1);
    expect(link.times("a", "initiation")).toEqual([]);
  });

  test("any answer, a keepalive too, ends the wait", () => {
    const link = connected();
    link.send("a");
    link.run(60 * SECOND);
    expect(link.keepaliveTimes("b").length).toBe(1);
    expect(link.times("a", "initiation")).toEqual([]);
  });

  test("an answer that comes while the jitter runs ends the wait", () => {
    const link = connected({ jitter: 300 });
    link.loses = ({ from, bytes }) => from === "a" && bytes.length === 84 + 32;
    const sentAt = link.now;
    link.send("a");
    runTo(link, sentAt + 15 * SECOND + 100);
    link.send("b");
    link.run(30 * SECOND);
    expect(link.times("a", "initiation")).toEqual([]);
    link.send("a");
    const sentAgainAt = link.now;
    link.run(16 * SECOND);
    expect(link.times("a", "initiation")).toEqual([sentAgainAt + 15 * SECOND + 300]);
  });
});

describe("the passive keepalive", () => {
  test("leaves 10 s after data was received, once", () => {
    const link = connected();
    const sentAt = link.now;
    link.send("a");
    link.run(9 * SECOND);
    link.send("a");
    link.run(60 * SECOND);
    expect(link.keepaliveTimes("b")).toEqual([sentAt + LATENCY + 10 * SECOND]);
    expect(link.keepaliveTimes("a")).toEqual([]);
  });

  test("is not needed where data went back", () => {
    const link = connected();
    link.send("a");
    link.run(9 * SECOND);
    link.send("b");
    link.run(9 * SECOND);
    expect(link.keepaliveTimes("b")).toEqual([]);
    link.run(5 * SECOND);
    expect(link.keepaliveTimes("a").length).toBe(1); // for what b sent
  });

  test("is not answered: two idle ends stay silent", () => {
    const link = connected();
    link.run(100 * SECOND);
    expect(link.sent).toEqual([]);
  });
});

describe("an Initiation without a Response", () => {
  test("is repeated every 5 s, and after 20 s the connection is given up", () => {
    const link = new Link({ jitter: 0, rekeyAttemptTime: 20 * SECOND });
    link.loses = () => true;
    link.a.startHandshake(0);
    link.run(20 * SECOND - 1);
    expect(link.events.a).toEqual([]);
    link.run(1);
    expect(link.times("a", "initiation")).toEqual([0, 5000, 10_000, 15_000]);
    expect(link.events.a).toEqual(["expired"]);
    expect(link.a.pollTimeout()).toBeUndefined();
  });

  test("is given up after 90 s where nothing else is configured", () => {
    const link = new Link({ jitter: 0 });
    link.loses = () => true;
    link.a.startHandshake(0);
    link.run(90 * SECOND - 1);
    expect(link.times("a", "initiation").length).toBe(18);
    expect(link.events.a).toEqual([]);
    link.run(1);
    expect(link.events.a).toEqual(["expired"]);
  });

  test("waits 5 s plus a jitter each time", () => {
    const link = new Link({ jitter: 333, rekeyAttemptTime: 20 * SECOND });
    link.loses = () => true;
    link.a.startHandshake(0);
    link.run(30 * SECOND);
    expect(link.times("a", "initiation")).toEqual([0, 5333, 10_666, 15_999]);
    expect(link.events.a).toEqual(["expired"]);
  });

  test("erases the keys when given up, and a new attempt starts fresh", () => {
    const link = connected({ rekeyAttemptTime: 20 * SECOND });
    link.loses = ({ kind }) => kind !== "data";
    link.send("a");
    runTo(link, ESTABLISHED_A + 140 * SECOND);
    expect(link.events.a).toEqual(["expired"]);
    expect(link.a.canSeal(link.now)).toBe(false);
    link.loses = () => false;
    link.connect("a");
    expect(link.events.a).toEqual(["expired", "session"]);
    expect(link.send("a")).toBe(true);
  });

  test("the peer's Initiation revives a tunnel that gave up", () => {
    const link = new Link({ rekeyAttemptTime: 20 * SECOND });
    link.loses = () => true;
    link.a.startHandshake(0);
    link.run(25 * SECOND);
    expect(link.events.a).toEqual(["expired"]);
    link.loses = () => false;
    link.connect("b");
    expect(link.send("a") && link.send("b")).toBe(true);
  });
});

test("jitters lie between 0 and 333 ms whatever the random source gives", () => {
  fc.assert(
    fc.property(fc.nat(0xffff), (drawn) => {
      const link = new Link({ jitter: drawn });
      link.loses = () => true;
      link.a.startHandshake(0);
      link.run(6 * SECOND);
      const [first, second] = link.times("a", "initiation");
      expect(second - first).toBeGreaterThanOrEqual(5000);
      expect(second - first).toBeLessThanOrEqual(5333);
    }),
    { numRuns: 30 },
  );
});

describe("three lifetimes without a new session", () => {
  test("end a responder's connection", () => {
    const link = connected();
    link.loses = () => true;
    runTo(link, ESTABLISHED_B + 540 * SECOND - 1);
    expect(link.events.b).toEqual([]);
    link.run(1);
    expect(link.events.b).toEqual(["expired"]);
  });

  test("end one that never had a session", () => {
    const link = new Link();
    link.run(540 * SECOND - 1);
    expect(link.events.b).toEqual([]);
    link.run(1);
    expect(link.events.b).toEqual(["expired"]);
  });
});

test("a long life with traffic, loss and both ends busy never stalls for more than a handshake", () => {
  const link = new Link({ seed: "long", rekeyAttemptTime: 20 * SECOND });
  link.connect("a");
  let step = 0;
  link.loses = () => ++step % 7 === 0;
  let refused = 0;
  for (let second = 0; second < 3000; second++) {
    if (!link.send("a")) refused++;
    if (second % 3 === 0 && !link.send("b")) refused++;
    link.run(SECOND);
  }
  expect(refused).toBe(0);
  expect(link.events.a).not.toContain("expired");
  expect(link.events.b).not.toContain("expired");
  expect(link.packets.b.length).toBeGreaterThan(2400);
});

test("whatever happens, and however late the timeout is handled, the next one lies ahead", () => {
  const step = fc.record({
    act: fc.constantFrom("send", "handshake", "nothing"),
    end: fc.constantFrom("a" as const, "b" as const),
    wait: fc.oneof(fc.nat(400), fc.nat(20 * SECOND), fc.nat(200 * SECOND)),
    sleep: fc.boolean(),
    loses: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.string(), (steps, seed) => {
      const link = new Link({ seed, rekeyAttemptTime: 20 * SECOND });
      for (const { act, end, wait, sleep, loses } of steps) {
        link.loses = () => loses;
        if (act === "send") {
          const canSeal = link[end].canSeal(link.now);
          expect(link.send(end)).toBe(canSeal);
        }
        if (act === "handshake") link[end].startHandshake(link.now);
        if (sleep)
          link.now += wait; // the machine was suspended: no timeout was handled
        else link.run(wait);
        for (const tunnel of [link.a, link.b]) {
          tunnel.handleTimeout(link.now);
          expect(tunnel.pollTimeout() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(link.now);
        }
      }
    }),
    { numRuns: 100 },
  );
});

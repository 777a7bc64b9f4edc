import { TCP_ACK, TCP_SYN, tcpPacket, udpPacket } from "@fz/ip";
import { describe, expect, test } from "vitest";
import { seen } from "./packets.ts";
import { CLIENT_IPV4, cidr, World } from "./world.ts";

const SERVER = "10.1.2.3";
const SECOND = 1000;

function world(): World {
  return new World({ resources: [cidr(1, "10.0.0.0/8"), cidr(2, "172.16.0.0/12")] });
}

function texts(target: World): string[] {
  return target.served.filter(({ kind }) => kind === "udp").map(({ payload }) => new TextDecoder().decode(payload));
}

describe("packets that wait for access", () => {
  test("are sent on in their order once it is there", () => {
    const target = world();
    const sent = Array.from({ length: 50 }, () => target.sendUdp(SERVER));
    expect(target.served).toEqual([]);
    target.run(SECOND);
    expect(texts(target)).toEqual(sent);
  });

  test("are the newest 128", () => {
    const target = world();
    const sent = Array.from({ length: 200 }, () => target.sendUdp(SERVER));
    target.run(SECOND);
    expect(texts(target)).toEqual(sent.slice(-128));
  });

  test("of two resources share the 128 places of the connection that both wait for", () => {
    const target = world();
    for (let i = 0; i < 150; i++) {
      target.sendUdp(SERVER);
      target.sendUdp("172.16.0.1");
    }
    target.run(SECOND);
    expect(target.served).toHaveLength(128);
  });

  test("count once where they are the same byte for byte", () => {
    const target = world();
    const source = { ip: CLIENT_IPV4, port: 1 };
    const packet = udpPacket({ source, destination: { ip: SERVER, port: 2 }, payload: Uint8Array.of(1) });
    for (let i = 0; i < 10; i++) target.write(packet);
    target.run(SECOND);
    expect(target.served).toHaveLength(1);
  });

  test("hold one SYN of a connection, the latest", () => {
    const target = world();
    const ends = { source: { ip: CLIENT_IPV4, port: 1 }, destination: { ip: SERVER, port: 443 } };
    for (let attempt = 0; attempt < 4; attempt++) {
      target.write(tcpPacket({ ...ends, flags: TCP_SYN, sequence: 7, window: 1000 + attempt }));
      target.write(tcpPacket({ ...ends, source: { ip: CLIENT_IPV4, port: 2 }, flags: TCP_SYN, sequence: attempt }));
    }
    const windows: number[] = [];
    target.serve = (packet) => {
      if (seen(packet).sourcePort === 1) windows.push((packet[34] << 8) | packet[35]);
      return undefined;
    };
    target.run(SECOND);
    expect(windows).toEqual([1003]);
    // Of the other connection every SYN had another sequence number, so they are four different ones.
    expect(target.served).toHaveLength(5);
  });

  test("are dropped where access is not to be had because nobody is there", () => {
    const target = world();
    target.portal.refusals.set(cidr(1, "").id, "offline");
    target.sendUdp(SERVER);
    target.run(SECOND);
    target.portal.refusals.clear();
    const text = target.sendUdp(SERVER);
    target.run(SECOND);
    expect(texts(target)).toEqual([text]);
  });

  test("are kept where it was refused, and sent with the next request that is granted", () => {
    const target = world();
    target.portal.refusals.set(cidr(1, "").id, "forbidden");
    const first = target.sendUdp(SERVER);
    target.run(3 * SECOND);
    target.portal.refusals.clear();
    const second = target.sendUdp(SERVER);
    target.run(SECOND);
    expect(texts(target)).toEqual([first, second]);
  });
});

describe("packets that wait for the connection", () => {
  test("keep their order behind those that waited for access", () => {
    const target = world();
    const sent = [target.sendUdp(SERVER)];
    // Access is granted after four portal latencies; the connection takes a few round trips more.
    for (let i = 0; i < 40; i++) {
      target.run(5);
      sent.push(target.sendUdp(SERVER));
    }
    target.run(SECOND);
    expect(texts(target)).toEqual(sent);
  });

  test("include those of a resource that was granted meanwhile", () => {
    const target = world();
    const first = target.sendUdp(SERVER);
    target.run(90);
    const second = target.sendUdp("172.16.0.1");
    target.run(SECOND);
    expect(texts(target).sort()).toEqual([first, second].sort());
  });
});

test("a gateway keeps nothing for a client that it is not connected to", () => {
  const target = world();
  expect(target.reaches(SERVER)).toBe(true);
  const [answer] = target.client.received;
  target.gatewayTunnel.handleCommand({ type: "reset", reason: "test" }, target.now);
  const before = target.client.received.length;
  target.gateway.write(answer, target.now);
  target.run(10 * SECOND);
  expect(target.client.received).toHaveLength(before);
  expect(target.gatewayTunnel.counters()["not-connected"]).toBe(1);
});

test("TCP through the tunnel is answered", () => {
  const target = world();
  const ends = { source: { ip: CLIENT_IPV4, port: 1 }, destination: { ip: SERVER, port: 443 } };
  target.write(tcpPacket({ ...ends, flags: TCP_SYN, sequence: 7 }));
  target.run(SECOND);
  const [answer] = target.client.received;
  expect(seen(answer)).toMatchObject({ kind: "tcp", source: SERVER, sourcePort: 443, destinationPort: 1 });
  expect(answer[33] & (TCP_SYN | TCP_ACK)).toBe(TCP_SYN | TCP_ACK);
});

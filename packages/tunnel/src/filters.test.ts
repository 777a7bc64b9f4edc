import { readFileSync } from "node:fs";
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from "@fz/ip";
import { describe, expect, it } from "vitest";
import { type Filter, FilterSet, NO_PORT } from "./filters.ts";

interface PacketVector {
  readonly proto: "tcp" | "udp" | "icmp_echo" | "icmp_other" | "other";
  readonly port?: number;
  readonly ip_protocol?: number;
}

const { filters } = JSON.parse(
  readFileSync(new URL("../vectors/filters-and-routes.json", import.meta.url), "utf8"),
) as {
  filters: { name: string; filters: Filter[]; packets: { packet: PacketVector; permitted: boolean }[] }[];
};

function protocolAndPort(packet: PacketVector): [number, number] {
  switch (packet.proto) {
    case "tcp":
      return [PROTOCOL_TCP, packet.port ?? NO_PORT];
    case "udp":
      return [PROTOCOL_UDP, packet.port ?? NO_PORT];
    case "icmp_echo":
      return [PROTOCOL_ICMP, 1];
    case "icmp_other":
      return [PROTOCOL_ICMP, NO_PORT];
    case "other":
      return [packet.ip_protocol ?? 0, NO_PORT];
  }
}

describe("filters of the vectors", () => {
  it.each(filters)("$name", ({ filters: rules, packets }) => {
    const set = new FilterSet(rules);
    for (const { packet, permitted } of packets) {
      expect(set.permits(...protocolAndPort(packet)), JSON.stringify(packet)).toBe(permitted);
    }
  });
});

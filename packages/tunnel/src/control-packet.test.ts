import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@fz/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ControlPacket, encodeControlPacket, parseControlPacket } from "./control-packet.ts";

interface Vectors {
  readonly cases: readonly {
    readonly name: string;
    readonly event_name: string;
    readonly json: { resource: string; domain: string; proxy_ips?: string[]; status?: string } | null;
    readonly packet_hex: string;
  }[];
  readonly accepted_variants: readonly {
    readonly name: string;
    readonly packet_hex: string;
    readonly expect: string;
  }[];
  readonly invalid: readonly { readonly name: string; readonly packet_hex: string; readonly expect: string }[];
}

const vectors = JSON.parse(readFileSync(new URL("../vectors/p2p-control.json", import.meta.url), "utf8")) as Vectors;

function bytes(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function message(vector: Vectors["cases"][number]): ControlPacket {
  const { json } = vector;
  if (!json) return { type: "goodbye" };
  const { resource, domain } = json;
  if (json.proxy_ips) return { type: "assigned-ips", resource, domain, proxyIps: json.proxy_ips };
  return { type: "domain-status", resource, domain, active: json.status === "Active" };
}

describe("control packets of the vectors", () => {
  it.each(vectors.cases)("$name encodes to the same bytes and decodes back", (vector) => {
    expect(toHex(encodeControlPacket(message(vector)) ?? new Uint8Array())).toBe(vector.packet_hex);
    expect(parseControlPacket(bytes(vector.packet_hex))).toEqual(message(vector));
  });

  it.each(vectors.accepted_variants)("$name is accepted", ({ packet_hex, expect: expected }) => {
    const parsed = parseControlPacket(bytes(packet_hex));
    if (expected.includes("AssignedIps")) expect(parsed).toMatchObject({ type: "assigned-ips" });
    else if (expected.includes("Goodbye")) expect(parsed).toEqual({ type: "goodbye" });
    else expect(parsed).toMatchObject({ type: "domain-status", active: expected.endsWith(" Active") });
    if (expected.includes("for app.example.com")) expect(parsed).toMatchObject({ domain: "app.example.com" });
  });

  it.each(vectors.invalid)("$name: $expect", ({ name, packet_hex, expect: expected }) => {
    const parsed = parseControlPacket(bytes(packet_hex));
    if (expected === "not a control packet") expect(parsed).toBeUndefined();
    else if (expected.startsWith("consumed")) expect(parsed).toMatchObject({ type: "unusable" });
    else if (name === "status-at-gateway") expect(parsed).toMatchObject({ type: "domain-status" });
    else expect(expected).toMatch(/rejected/);
  });
});

describe("control packets from strangers", () => {
  it("never throw, whatever follows the header", () => {
    const header = bytes(vectors.cases[0].packet_hex).slice(0, 48);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (event, body) => {
          const packet = new Uint8Array(48 + body.length);
          packet.set(header);
          packet[40] = event;
          packet.set(body, 48);
          expect(parseControlPacket(packet)).toBeDefined();
        },
      ),
      { numRuns: 100_000 },
    );
  });

  it("are not built larger than the tunnel's MTU", () => {
    const proxyIps = new Array<string>(100).fill("fd00:2021:1111:8000::1");
    expect(encodeControlPacket({ type: "assigned-ips", resource: "r", domain: "d.example", proxyIps })).toBeUndefined();
  });
});

// Every frame and HTTP sample of the protocol, valid and not, and what our side does with it.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type DeviceReaction, encodeFrame, reactToDeviceFrame, reactToFrame, type Topic } from "./index.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, FIXTURES), "utf8");

const EntrySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("frame"), file: z.string() }),
  z.object({ kind: z.literal("invalid"), file: z.string(), receiver: z.string(), reaction: z.string() }),
  z.object({ kind: z.literal("http"), file: z.string() }),
]);
const FrameSchema = z.object({
  topic: z.string(),
  event: z.string(),
  payload: z.unknown(),
  ref: z.number().nullable(),
});
const manifest = read("manifest.jsonl")
  .trim()
  .split("\n")
  .map((line) => EntrySchema.parse(JSON.parse(line)));

const frames = manifest.filter((entry) => entry.kind === "frame").map(({ file }) => file);
const toDevice = frames.filter((file) => file.includes(".to-device."));
const toPortal = frames.filter((file) => file.includes(".to-portal."));

function topicOf(file: string): Topic {
  const [name] = file.replace("invalid/", "").split(".");
  return name === "gateway" || name === "relay" ? name : "client";
}

const PENDING_JOIN = 0;
const react = (file: string): DeviceReaction<{ event: string; payload: unknown }> =>
  reactToFrame({ topic: topicOf(file), pendingJoin: PENDING_JOIN }, read(file));

/** Valid frames that are no message for the application of a current device. */
const OTHER_REACTIONS: Readonly<Record<string, Partial<DeviceReaction<never>>>> = {
  "phoenix.to-device.phx_reply.heartbeat-ok.json": { reaction: "answered", ref: 3 },
  "client.to-device.phx_reply.join-ok.json": { reaction: "joined" },
  "gateway.to-device.phx_reply.join-ok.json": { reaction: "joined" },
  "relay.to-device.phx_reply.join-ok.json": { reaction: "joined" },
  "client.to-device.phx_reply.join-error-invalid-version.json": {
    reaction: "fatal",
    reason: "join_refused",
    detail: "invalid_version",
  },
  "client.to-device.phx_reply.join-error-disabled.json": {
    reaction: "fatal",
    reason: "join_refused",
    detail: "disabled",
  },
  "client.to-device.phx_reply.join-error-other.json": { reaction: "fatal", reason: "join_refused" },
  "client.to-device.phx_reply.unmatched-topic.json": { reaction: "rejoin" },
  "gateway.to-device.phx_reply.unmatched-topic.json": { reaction: "rejoin" },
  "client.to-device.phx_reply.unknown-message.json": { reaction: "refused", reason: "unknown_message" },
  "gateway.to-device.phx_reply.unknown-message.json": { reaction: "refused", reason: "unknown_message" },
  "gateway.to-device.phx_reply.invalid-ref.json": { reaction: "refused", reason: "invalid_ref" },
  "gateway.to-device.phx_reply.authorization_created-ok.json": { reaction: "answered" },
  "client.to-device.phx_reply.prepare_connection-ok.json": { reaction: "dropped" },
  "client.to-device.phx_reply.prepare_connection-offline.json": { reaction: "refused", reason: "offline" },
  "client.to-device.phx_reply.prepare_connection-forbidden.json": { reaction: "refused", reason: "forbidden" },
  "client.to-device.phx_reply.request_connection-ok.json": { reaction: "dropped" },
  "client.to-device.phx_close.json": { reaction: "reconnect", reason: "phx_close" },
  "gateway.to-device.phx_close.json": { reaction: "reconnect", reason: "phx_close" },
  "relay.to-device.phx_close.json": { reaction: "reconnect", reason: "phx_close" },
  "client.to-device.phx_error.json": { reaction: "ignored" },
  "client.to-device.disconnect.token_expired.json": { reaction: "fatal", reason: "token_expired" },
  "gateway.to-device.disconnect.token_expired.json": { reaction: "fatal", reason: "token_expired" },
  "relay.to-device.disconnect.token_expired.json": { reaction: "fatal", reason: "token_expired" },
  // Names and forms for devices older than ours.
  "client.to-device.flow_created.json": { reaction: "dropped" },
  "client.to-device.flow_created.seed.json": { reaction: "dropped" },
  "client.to-device.flow_creation_failed.offline.json": { reaction: "dropped" },
  "client.to-device.flow_creation_failed.forbidden.json": { reaction: "dropped" },
  "client.to-device.flow_creation_failed.not_found.json": { reaction: "dropped" },
  "gateway.to-device.authorize_flow.json": { reaction: "dropped" },
  "gateway.to-device.authorize_flow.seed.json": { reaction: "dropped" },
  "gateway.to-device.allow_access.json": { reaction: "dropped" },
  "gateway.to-device.request_connection.json": { reaction: "dropped" },
};

/** Names that mean the same under another spelling. */
const RENAMED: Readonly<Record<string, string>> = {
  gateway_groups: "sites",
  gateway_group_id: "site_id",
  gateway_ice_candidates: "ice_candidates",
  invalidate_gateway_ice_candidates: "invalidate_ice_candidates",
};
/** Members and list entries that a device is free to leave out. */
const UNREAD = new Set(["colour", "mtu", "portal_build"]);
const isUnread = (value: unknown) =>
  value === null || typeof value === "number" || value === "garbage line" || /udp high/.test(String(value));

/** Everything that `sent` says stands in `received` too; defaults may have joined it. */
function expectSameShape(received: unknown, sent: unknown, path: string): void {
  if (Array.isArray(sent)) {
    const known = sent.filter((entry) => !(path.endsWith("candidates") && isUnread(entry)) && !isFromTheFuture(entry));
    expect(received, path).toHaveLength(known.length);
    known.forEach((entry, i) => {
      expectSameShape(z.array(z.unknown()).parse(received)[i], entry, `${path}.${i}`);
    });
  } else if (typeof sent === "object" && sent !== null) {
    const members = z.record(z.string(), z.unknown()).parse(received);
    for (const [key, value] of Object.entries(sent)) {
      if (!UNREAD.has(key)) expectSameShape(members[RENAMED[key] ?? key], value, `${path}.${key}`);
    }
  } else {
    expect(received, path).toEqual(sent);
  }
}

function isFromTheFuture(entry: unknown): boolean {
  return z.object({ type: z.literal("quantum_tunnel") }).safeParse(entry).success;
}

describe("a device", () => {
  test.each(toDevice.filter((file) => !(file in OTHER_REACTIONS)))("parses %s and loses nothing", (file) => {
    const sent = FrameSchema.parse(JSON.parse(read(file)));
    const reaction = react(file);
    if (reaction.reaction !== "parsed") throw new Error(JSON.stringify(reaction));
    expect(reaction.message.event).toBe(RENAMED[sent.event] ?? sent.event);
    expectSameShape(reaction.message.payload, sent.payload, "payload");
    const again = encodeFrame({ topic: topicOf(file), ref: null, ...reaction.message });
    expect(reactToFrame({ topic: topicOf(file), pendingJoin: undefined }, again)).toEqual({ ...reaction, skipped: [] });
  });

  test.each(Object.entries(OTHER_REACTIONS))("reacts to %s", (file, expected) => {
    expect(toDevice).toContain(file);
    // The samples that refuse a join answer ref 0, which is the pending one here; other replies have other refs.
    expect(react(file)).toMatchObject(expected);
  });

  const invalid = manifest.filter((entry) => entry.kind === "invalid" && entry.receiver !== "portal");
  test.each(invalid.map((entry) => [entry.file, "reaction" in entry ? entry.reaction : ""]))(
    "refuses %s: %s",
    (file, expected) => {
      expect(react(file).reaction).toBe(expected);
    },
  );

  test("names the resource that it left out of a list", () => {
    const reaction = react("client.to-device.init.forward-compatible.json");
    if (reaction.reaction !== "parsed") throw new Error(JSON.stringify(reaction));
    expect(reaction.skipped.map(({ id }) => id)).toEqual(["2ed46d26-2304-48e0-9c7c-76aab36356f5"]);
  });
});

const LEGACY = /create_flow|flow_authorized/;
const portal = (file: string, topic: Topic, joined = true) =>
  reactToDeviceFrame({ topic, version: LEGACY.test(file) ? "legacy" : "v2", joined }, read(file));

describe("a portal", () => {
  test.each(toPortal.filter((file) => !/phx_join|heartbeat/.test(file)))("parses %s and loses nothing", (file) => {
    const sent = FrameSchema.parse(JSON.parse(read(file)));
    const reaction = portal(file, topicOf(file));
    if (reaction.reaction !== "parsed") throw new Error(JSON.stringify(reaction));
    expect(reaction.ref).toBe(sent.ref);
    const current = { create_flow: "request_authorization", flow_authorized: "authorization_created" }[sent.event];
    expect(reaction.message.event).toBe(current ?? sent.event);
    expectSameShape(reaction.message.payload, sent.payload, "payload");
  });

  test("answers a heartbeat, joined or not", () => {
    const frame = { topic: "phoenix", event: "phx_reply", payload: { status: "ok", response: {} }, ref: 3 };
    const file = "phoenix.to-portal.heartbeat.json";
    const { ref } = FrameSchema.parse(JSON.parse(read(file)));
    expect(portal(file, "client", false)).toEqual({ reaction: "reply", frame: { ...frame, ref } });
  });

  test.each(["client", "gateway", "relay"] as const)("sees the join of a %s", (topic) => {
    const reaction = portal(`${topic}.to-portal.phx_join.json`, topic, false);
    const stampSecret = topic === "relay" ? expect.stringMatching(/^[0-9a-f]{64}$/) : undefined;
    expect(reaction).toEqual({ reaction: "join", ref: 0, stampSecret });
  });

  const refusals: [string, Topic, "v2" | "legacy", boolean, string][] = [
    ["message-before-join", "client", "v2", false, "unmatched topic"],
    ["unknown-event", "client", "v2", true, "unknown_message"],
    ["request_authorization-without-resource", "client", "v2", true, "unknown_message"],
    ["request_authorization-not-a-uuid", "client", "v2", true, "unknown_message"],
    ["request_authorization-on-legacy-socket", "client", "legacy", true, "unknown_message"],
    ["create_flow-on-v2-socket", "client", "v2", true, "unknown_message"],
    ["relay-join-without-secret", "relay", "v2", false, "join crashed"],
    ["join-wrong-topic", "client", "v2", false, "unmatched topic"],
  ];
  test.each(refusals)("refuses %s", (name, topic, version, joined, reason) => {
    const text = read(`invalid/to-portal.${name}.json`);
    const { topic: spoken, ref } = FrameSchema.parse(JSON.parse(text));
    const payload = { status: "error", response: { reason } };
    const frame = { topic: spoken, event: "phx_reply", payload, ref };
    expect(reactToDeviceFrame({ topic, version, joined }, text)).toMatchObject({ reaction: "reply", frame });
  });

  // What is wrong with these only the portal's state can tell.
  const understood: [string, Topic, unknown][] = [
    [
      "request_authorization-pool-both-ips",
      "client",
      { ipv4: expect.any(String), ipv6: expect.any(String), resource_id: expect.any(String) },
    ],
    ["request_authorization-pool-no-ip", "client", { resource_id: expect.any(String) }],
    ["authorization_created-forged-ref", "gateway", { ref: "forged" }],
    ["capabilities-not-true", "client", { iceless: false }],
  ];
  test.each(understood)("understands %s", (name, topic, payload) => {
    const reaction = portal(`invalid/to-portal.${name}.json`, topic);
    if (reaction.reaction !== "parsed") throw new Error(JSON.stringify(reaction));
    expect(reaction.message.payload).toMatchObject(z.record(z.string(), z.unknown()).parse(payload));
  });

  test("has seen every sample of a bad request", () => {
    const seen = [...refusals.map(([name]) => name), ...understood.map(([name]) => name)];
    const samples = manifest.filter(({ file }) => file.startsWith("invalid/to-portal."));
    expect(seen.map((name) => `invalid/to-portal.${name}.json`).sort()).toEqual(samples.map(({ file }) => file).sort());
  });
});

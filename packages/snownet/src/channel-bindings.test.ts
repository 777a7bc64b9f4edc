import { CHANNEL_MAX, CHANNEL_MIN } from "@fz/stun";
import { describe, expect, test } from "vitest";
import { ChannelBindings } from "./channel-bindings.ts";

const MINUTE = 60_000;
const COUNT = CHANNEL_MAX - CHANNEL_MIN + 1;
const peer = (number: number) => ({ ip: "192.0.2.1", port: number });

function bound(bindings: ChannelBindings, number: number, now: number) {
  const channel = bindings.allocate(peer(number), now);
  if (!channel) throw new Error("no channel");
  bindings.confirm(channel, now);
  return channel;
}

describe("channels", () => {
  test("are numbered in sequence, one for each peer", () => {
    const bindings = new ChannelBindings();
    expect(bound(bindings, 1, 0).number).toBe(CHANNEL_MIN);
    expect(bound(bindings, 2, 0).number).toBe(CHANNEL_MIN + 1);
    expect(bindings.allocate(peer(1), 0)).toBeUndefined();
    expect(bindings.toPeer(peer(2), 0)?.number).toBe(CHANNEL_MIN + 1);
    expect(bindings.toPeer(peer(3), 0)).toBeUndefined();
  });

  test("carry data while their first bind is in flight, and for 10 minutes after", () => {
    const bindings = new ChannelBindings();
    const channel = bindings.allocate(peer(1), 0);
    expect(channel?.usable(0)).toBe(true);
    if (channel) bindings.confirm(channel, 100);
    expect(channel?.usable(10 * MINUTE + 99)).toBe(true);
    expect(channel?.usable(10 * MINUTE + 100)).toBe(false);
  });

  test("are renewed after 5 minutes if the peer has used them", () => {
    const bindings = new ChannelBindings();
    const used = bound(bindings, 1, 0);
    bound(bindings, 2, 0);
    used.receivedSinceBind = true;
    expect(bindings.nextRebindCheck).toBe(5 * MINUTE);
    expect(bindings.takeDueRebinds(5 * MINUTE - 1)).toEqual([]);
    expect(bindings.takeDueRebinds(5 * MINUTE)).toEqual([used]);
    expect(bindings.takeDueRebinds(5 * MINUTE)).toEqual([]);
    bindings.confirm(used, 5 * MINUTE);
    expect(used.receivedSinceBind).toBe(false);
    expect(bindings.nextRebindCheck).toBe(10 * MINUTE);
  });

  test("that ran out go back to the same peer under the same number", () => {
    const bindings = new ChannelBindings();
    const channel = bound(bindings, 1, 0);
    expect(bindings.allocate(peer(1), 10 * MINUTE)).toBe(channel);
    expect(bindings.allocate(peer(1), 10 * MINUTE)).toBeUndefined();
  });

  test("go to another peer 15 minutes after their bind, unless data came in on them", () => {
    const bindings = new ChannelBindings();
    const all = Array.from({ length: COUNT }, (_, i) => bound(bindings, i + 1, 0));
    all[0].receivedSinceBind = true;
    expect(bindings.allocate(peer(9999), 15 * MINUTE - 1)).toBeUndefined();
    const reused = bindings.allocate(peer(9999), 15 * MINUTE);
    expect(reused?.number).toBe(CHANNEL_MIN + 1);
    expect(bindings.get(CHANNEL_MIN + 1)).toBe(reused);
    expect(all[1].removed).toBe(true);
    expect(bindings.toPeer(peer(2), 15 * MINUTE)).toBeUndefined();
  });

  test("are gone with the allocation", () => {
    const bindings = new ChannelBindings();
    const channel = bound(bindings, 1, 0);
    bindings.clear();
    expect(channel.usable(0)).toBe(false);
    expect(bindings.get(channel.number)).toBeUndefined();
    expect(bindings.nextRebindCheck).toBe(Number.POSITIVE_INFINITY);
  });
});

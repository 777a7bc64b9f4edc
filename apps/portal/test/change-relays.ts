import { relayId } from "@fz/wire";
import { afterEach, describe, expect, test } from "vitest";
import type { ChangeTools } from "./change-rows.ts";
import { FakeDevice, stampSecret } from "./fake-device.ts";
import { RELAY_DEBOUNCE_MS } from "./running-portal.ts";

/** What devices are told of relays that come and go. */
export function describeRelayRows({ now }: ChangeTools): void {
  const online = new Map<string, FakeDevice>();
  const cluster = () => now().running.portal.context.cluster;
  const devices = () => [now().client, now().gateway];

  /** A relay that is there, by its id. */
  async function arrive(): Promise<string> {
    const secret = stampSecret(crypto.randomUUID());
    const relay = await FakeDevice.connect(now().running.url, "relay", now().running.account.relayToken);
    await relay.join({ stamp_secret: secret });
    online.set(relayId(secret), relay);
    return relayId(secret);
  }

  async function goAway(id: string): Promise<void> {
    online.get(id)?.close();
    online.delete(id);
    await expect
      .poll(() =>
        cluster()
          .relays()
          .map((relay) => relay.id),
      )
      .not.toContain(id);
  }

  /** Until what came and went by now has been announced: a timer that is set later and longer runs later. */
  async function announced(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 2 * RELAY_DEBOUNCE_MS));
    for (const device of devices()) await device.fence();
  }

  /** The changes of relays that each device has been told of since it was asked last. */
  async function told() {
    await announced();
    const heard = await Promise.all(devices().map((device) => device.during(0)));
    return heard.map((frames) =>
      frames.flatMap(({ event, payload }) => (event === "relays_presence" ? [presence(payload)] : [])),
    );
  }

  function presence(payload: { disconnected_ids: string[]; connected: { id: string }[] }) {
    return { gone: payload.disconnected_ids, there: payload.connected.map(({ id }) => id).sort() };
  }
  const both = (...events: { gone: string[]; there: string[] }[]) => [events, events];
  const sorted = (...ids: string[]) => ids.sort();

  afterEach(async () => {
    for (const id of [...online.keys()]) await goAway(id);
    await announced();
  });

  describe("relays", () => {
    test("the first one that comes is offered to clients and gateways, with what opens it", async () => {
      const id = await arrive();
      for (const device of devices()) {
        const { payload } = await device.next("relays_presence");
        expect(payload).toEqual({
          disconnected_ids: [],
          connected: [
            {
              id,
              type: "turn",
              addr: "198.51.100.17:3478",
              username: expect.stringMatching(/^\d+:/),
              password: expect.any(String),
              expires_at: expect.any(Number),
            },
          ],
        });
      }
    });

    test("whoever knows one hears of the second; whoever knows two hears of no third", async () => {
      const first = await arrive();
      expect(await told()).toEqual(both({ gone: [], there: [first] }));
      const second = await arrive();
      expect(await told()).toEqual(both({ gone: [], there: sorted(first, second) }));
      await arrive();
      expect(await told()).toEqual(both());
    });

    test("one that goes is named, with a fresh choice beside it; one that nobody knows goes without a word", async () => {
      const [first, second] = [await arrive(), await arrive()];
      await told();
      const third = await arrive();
      await goAway(third);
      expect(await told()).toEqual(both());
      const fourth = await arrive();
      await goAway(first);
      expect(await told()).toEqual(both({ gone: [first], there: sorted(second, fourth) }));
    });

    test("the last one that goes leaves nothing, and the next one that comes is offered again", async () => {
      const only = await arrive();
      await told();
      await goAway(only);
      expect(await told()).toEqual(both({ gone: [only], there: [] }));
      const next = await arrive();
      expect(await told()).toEqual(both({ gone: [], there: [next] }));
    });

    test("those that come in the same moment are told of once", async () => {
      const relay = (id: string) => ({
        id,
        stampSecret: id,
        ipv4: "198.51.100.9",
        ipv6: null,
        port: 3478,
        location: null,
        tokenId: id,
        name: null,
        version: null,
        remoteIp: "198.51.100.9",
        region: null,
        city: null,
        joinedAt: 0,
      });
      const ids = sorted(crypto.randomUUID(), crypto.randomUUID());
      const leave = ids.map((id) => cluster().joinRelay(relay(id)));
      expect(await told()).toEqual(both({ gone: [], there: ids }));
      for (const end of leave) end();
      expect(await told()).toEqual(both({ gone: expect.arrayContaining(ids), there: [] }));
    });

    test("a device that asks for relays gets a choice of those that are there", async () => {
      const ids = sorted(await arrive(), await arrive());
      await told();
      for (const device of devices()) device.send("no_relays", {});
      expect(await told()).toEqual(both({ gone: [], there: ids }));
    });
  });
}

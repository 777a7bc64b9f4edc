import { describe, expect, test } from "vitest";
import { CLIENT_CANDIDATES, GATEWAY_CANDIDATES, HeldCandidates } from "./held-candidates.ts";

const [ONE, OTHER] = ["3d10b5ed-e964-40da-9c35-0fecddaed69f", "9c7f43f8-36b4-4423-a1d4-23fb78d56eb1"];

describe("of a gateway", () => {
  const fresh = (client: string, ...candidates: string[]) =>
    ({ event: "broadcast_ice_candidates", payload: { client_ids: [client], candidates } }) as const;
  const stale = (client: string, ...candidates: string[]) =>
    ({ event: "broadcast_invalidated_ice_candidates", payload: { client_ids: [client], candidates } }) as const;

  test("candidates are kept for each client until they are taken", () => {
    const held = new HeldCandidates(GATEWAY_CANDIDATES);
    held.hold(fresh(ONE, "a"));
    held.hold({ event: "broadcast_ice_candidates", payload: { client_ids: [OTHER, ONE], candidates: ["b"] } });
    held.hold(fresh(ONE, "c"));
    expect(held.take()).toEqual([fresh(ONE, "a", "b", "c"), fresh(OTHER, "b")]);
    expect(held.take()).toEqual([]);
  });

  test("the last word on a candidate counts", () => {
    const held = new HeldCandidates(GATEWAY_CANDIDATES);
    held.hold(fresh(ONE, "a", "b"));
    held.hold(stale(ONE, "a"));
    expect(held.take()).toEqual([fresh(ONE, "b"), stale(ONE, "a")]);
  });

  test("messages that belong to one session of the portal are not kept", () => {
    const held = new HeldCandidates(GATEWAY_CANDIDATES);
    held.hold({ event: "authorization_created", payload: { ref: "r" } });
    expect(held.take()).toEqual([]);
  });

  test("there is an end to what is kept", () => {
    const held = new HeldCandidates(GATEWAY_CANDIDATES);
    for (let i = 0; i < 2_000; i++) {
      held.hold(fresh(`00000000-0000-4000-8000-${i.toString(16).padStart(12, "0")}`, "a"));
    }
    expect(held.take()).toHaveLength(1_024);
  });
});

describe("of a client", () => {
  const fresh = (gateway_id: string, ...candidates: string[]) =>
    ({ event: "new_gateway_ice_candidates", payload: { gateway_id, candidates } }) as const;
  const stale = (gateway_id: string, ...candidates: string[]) =>
    ({ event: "invalidate_gateway_ice_candidates", payload: { gateway_id, candidates } }) as const;

  test("candidates are kept for each gateway until they are taken; other messages are not", () => {
    const held = new HeldCandidates(CLIENT_CANDIDATES);
    held.hold(fresh(ONE, "a", "b"));
    held.hold({ event: "request_authorization", payload: { resource_id: ONE, connected_gateway_ids: [] } });
    held.hold(stale(ONE, "a"));
    held.hold(fresh(OTHER, "c"));
    expect(held.take()).toEqual([fresh(ONE, "b"), stale(ONE, "a"), fresh(OTHER, "c")]);
    expect(held.take()).toEqual([]);
  });
});

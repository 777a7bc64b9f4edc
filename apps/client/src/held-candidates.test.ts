import { expect, test } from "vitest";
import { HeldCandidates } from "./held-candidates.ts";

const PAYLOAD = { gateway_id: "7a5a81a8-a377-4387-b8bf-2267c5d78f77", candidates: ["candidate:1"] };

test("candidates of a time without portal come out once, in order; other messages do not", () => {
  const held = new HeldCandidates();
  held.hold({ event: "new_gateway_ice_candidates", payload: PAYLOAD });
  held.hold({
    event: "request_authorization",
    payload: { resource_id: PAYLOAD.gateway_id, connected_gateway_ids: [] },
  });
  held.hold({ event: "invalidate_gateway_ice_candidates", payload: PAYLOAD });
  const events = held.take().map(({ event }) => event);
  expect(events).toEqual(["new_gateway_ice_candidates", "invalidate_gateway_ice_candidates"]);
  expect(held.take()).toEqual([]);
});

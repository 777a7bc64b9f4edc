import type { Candidate } from "@fz/ice";
import { expect, test } from "vitest";
import { CandidateSignals } from "./candidate-signals.ts";

function candidate(kind: "host" | "relay", port: number, priority: number): Candidate {
  return { foundation: "1", component: 1, protocol: "udp", priority, address: { ip: "192.0.2.1", port }, kind };
}

test("announces the best first, and each once", () => {
  const signals = new CandidateSignals();
  for (const [port, priority] of [
    [1, 10],
    [2, 20],
    [1, 10],
  ])
    signals.announce(candidate("host", port, priority));
  expect(signals.takeAnnounced().map((line) => line.split(" ")[5])).toEqual(["2", "1"]);
  expect(signals.pending).toBe(false);
});

test("says nothing of a candidate that came and went unannounced", () => {
  const signals = new CandidateSignals();
  signals.announce(candidate("relay", 1, 10));
  signals.invalidate(candidate("relay", 1, 10));
  expect(signals.pending).toBe(false);
});

test("invalidates, then announces, a candidate that was replaced", () => {
  const signals = new CandidateSignals();
  signals.announce(candidate("relay", 1, 10));
  signals.takeAnnounced();
  signals.invalidate(candidate("relay", 1, 10));
  signals.announce(candidate("relay", 1, 8));
  expect(signals.takeInvalidated()).toEqual(["candidate:1 1 udp 10 192.0.2.1 1 typ relay"]);
  expect(signals.takeAnnounced()).toEqual(["candidate:1 1 udp 8 192.0.2.1 1 typ relay"]);
});

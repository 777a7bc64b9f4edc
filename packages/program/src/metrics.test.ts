import { expect, test } from "vitest";
import { Metrics } from "./metrics.ts";

async function lines(metrics: Metrics): Promise<string[]> {
  const text = await metrics.registry.metrics();
  return text.split("\n").filter((line) => line.startsWith("firezone_"));
}

test("each number is asked for anew at each scrape", async () => {
  const metrics = new Metrics();
  let sessions = 0;
  metrics.gauge("firezone_sessions", "of the test", () => ++sessions);
  expect(await lines(metrics)).toEqual(["firezone_sessions 1"]);
  expect(await lines(metrics)).toEqual(["firezone_sessions 2"]);
});

test("counts are told apart by their reasons", async () => {
  const metrics = new Metrics();
  const counts = async () => ({ rounds: 3, too_short: 2 });
  metrics.counts("firezone_loop", "of the test", counts, (reason) => reason === "rounds");
  metrics.counts("firezone_all", "of the test", counts);
  expect(await lines(metrics)).toEqual([
    'firezone_loop{reason="rounds"} 3',
    'firezone_all{reason="rounds"} 3',
    'firezone_all{reason="too_short"} 2',
  ]);
});

test("the portal's connection is a number, too", async () => {
  const metrics = new Metrics();
  metrics.portal({ isConnected: () => true, connectionsLost: () => 4 });
  expect(await lines(metrics)).toEqual(["firezone_portal_connected 1", "firezone_portal_connections_lost 4"]);
});

import { expect, test } from "vitest";
import { askUdp } from "./plain-query.ts";

test("a server that the kernel refuses to send to, as without a route, fails the query and nothing else", async () => {
  const broadcast = { ip: "255.255.255.255", port: 53 };
  await expect(askUdp(broadcast, new Uint8Array(12), {}, AbortSignal.timeout(2_000))).rejects.toThrow("EACCES");
});

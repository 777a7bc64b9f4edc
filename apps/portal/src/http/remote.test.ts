import { expect, test } from "vitest";
import { budgetKey } from "./remote.ts";

test("all addresses of one subscriber share a budget", () => {
  expect(budgetKey("203.0.113.9")).toBe("203.0.113.9");
  expect(budgetKey("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::");
  expect(budgetKey("2001:db8:1:2::")).toBe(budgetKey("2001:db8:1:2:ffff::1"));
  expect(budgetKey("2001:db8:1:3::1")).not.toBe(budgetKey("2001:db8:1:2::1"));
});

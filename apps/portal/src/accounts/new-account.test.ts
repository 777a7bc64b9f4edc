import { expect, test } from "vitest";
import { slugOf } from "./new-account.ts";

test("names of many alphabets become slugs that one can read and type", () => {
  expect(slugOf("Ørsted & Söhne GmbH")).toBe("orsted-sohne-gmbh");
  expect(slugOf("  Ada's Straße, Łódź ")).toBe("adas-strasse-lodz");
  expect(slugOf("Acme — Œuvre №1")).toBe("acme-oeuvre-no1");
  expect(slugOf("株式会社")).toBe("");
  expect(slugOf(`${"a".repeat(59)}-b`)).toBe("a".repeat(59));
});

import { expect, test } from "vitest";
import { normalizeEmail } from "./email.ts";

test("the host is lower-cased and punycoded, the local part stays", () => {
  expect(normalizeEmail(" Noor.Visser@Harbour.Example ")).toBe("Noor.Visser@harbour.example");
  expect(normalizeEmail("a+b@bücher.example")).toBe("a+b@xn--bcher-kva.example");
});

test("what is no address is refused", () => {
  for (const text of [
    "harbour",
    "a@b",
    "a@@b.example",
    "ä@b.example",
    "a b@c.example",
    "@b.example",
    "a@",
    `${"a".repeat(160)}@b.example`,
  ]) {
    expect(normalizeEmail(text), text).toBeUndefined();
  }
});

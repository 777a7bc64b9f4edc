import { expect, test } from "vitest";
import { signInPage } from "./sign-in.ts";

test.each([
  ["https://app.example", undefined, "https://app.example/?as=headless-client"],
  ["https://app.example/", "acme", "https://app.example/acme?as=headless-client"],
  ["https://app.example", "a/b c", "https://app.example/a%2Fb%20c?as=headless-client"],
])("the sign-in page of %s for %s", (base, slug, page) => expect(signInPage(base, slug).href).toBe(page));

test("a base that is no URL is refused", () => {
  expect(() => signInPage("app.example", undefined)).toThrow('"app.example" is no URL');
});

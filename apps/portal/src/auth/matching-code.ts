import { createHash } from "node:crypto";
import { toBase32 } from "@fz/bytes";

const HALF = 4;

/** What client and page both show, so that a person sees that they belong together: `ABCD-EFGH`, of the code challenge. */
export function matchingCode(challenge: string): string {
  const digits = toBase32(createHash("sha256").update(`matching code ${challenge}`).digest()).toUpperCase();
  return `${digits.slice(0, HALF)}-${digits.slice(HALF, 2 * HALF)}`;
}

import { randomInt } from "node:crypto";

const GATEWAY_NAME_LENGTH = 5;
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const QUALITIES = [
  "amber",
  "brisk",
  "calm",
  "deft",
  "early",
  "fond",
  "keen",
  "lucid",
  "mild",
  "neat",
  "quiet",
  "swift",
];
const THINGS = ["acorn", "brook", "cedar", "dune", "ember", "fern", "gull", "heron", "inlet", "lark", "maple", "reed"];

/** For a client that gives no name. */
export function generatedClientName(): string {
  return `${pick(QUALITIES)}-${pick(THINGS)}`;
}

/** For a gateway that gives no name: five characters that are not mistaken for one another. */
export function generatedGatewayName(): string {
  return Array.from({ length: GATEWAY_NAME_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

function pick(words: readonly string[]): string {
  return words[randomInt(words.length)];
}

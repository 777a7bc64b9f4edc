// Passwords and mailed codes as stored: argon2id (RFC 9106) in the PHC string format, with the parameters that it was
// made with, so that older ones stay valid when these here change.

import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(argon2);

/** OWASP's choice for argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const COST = { memory: MEMORY_KIB, passes: PASSES, parallelism: LANES };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Of foreign hashes; more would let one sign-in occupy the machine. */
const MOST = { memory: 262_144, passes: 10, parallelism: 16 };
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{16,})$/;

export async function hashSecret(secret: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const tag = await derive("argon2id", { message: secret, nonce, tagLength: TAG_BYTES, ...COST });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/** Takes as long where there is no hash to compare with as where there is one. */
export async function secretIsRight(secret: string, hash: string | null | undefined): Promise<boolean> {
  const known = parse(hash ?? "");
  const { nonce, tag, cost } = known ?? nobodysHash();
  const actual = await derive("argon2id", { message: secret, nonce, tagLength: tag.length, ...cost });
  return timingSafeEqual(actual, tag) && known !== undefined;
}

interface ParsedHash {
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly cost: Pick<Argon2Parameters, "memory" | "passes" | "parallelism">;
}

function parse(hash: string): ParsedHash | undefined {
  const match = PHC.exec(hash);
  if (!match) return undefined;
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number);
  const isBearable = memory <= MOST.memory && passes <= MOST.passes && parallelism <= MOST.parallelism;
  if (!isBearable) return undefined;
  return {
    nonce: Buffer.from(match[4], "base64"),
    tag: Buffer.from(match[5], "base64"),
    cost: { memory, passes, parallelism },
  };
}

/** Of a secret that nobody knows, at our own cost. */
function nobodysHash(): ParsedHash {
  return { nonce: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES), cost: COST };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

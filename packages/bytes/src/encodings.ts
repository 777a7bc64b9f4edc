// RFC 4648: hex, base64 (standard and URL-safe), base32 (lower case). Decoders are strict: anything
// but the one canonical spelling of a byte string gives undefined.

const HEX = "0123456789abcdef";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte >> 4] + HEX[byte & 15];
  return text;
}

/** Accepts both letter cases. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Standard alphabet with padding. */
export function toBase64(bytes: Uint8Array): string {
  const text = encode(bytes, BASE64, 6);
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

/** Standard alphabet without padding. */
export function toBase64NoPad(bytes: Uint8Array): string {
  return encode(bytes, BASE64, 6);
}

/** Standard alphabet; padding is mandatory. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  return decode(text.replace(/={1,2}$/, ""), BASE64, 6);
}

/** URL-safe alphabet without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, BASE64_URL, 6);
}

export function fromBase64Url(text: string): Uint8Array | undefined {
  return decode(text, BASE64_URL, 6);
}

/** Lower case, without padding. */
export function toBase32(bytes: Uint8Array): string {
  return encode(bytes, BASE32, 5);
}

export function fromBase32(text: string): Uint8Array | undefined {
  return decode(text, BASE32, 5);
}

function encode(bytes: Uint8Array, alphabet: string, bitsPerDigit: number): string {
  const mask = (1 << bitsPerDigit) - 1;
  let text = "";
  let pending = 0;
  let pendingBits = 0;
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xffff;
    pendingBits += 8;
    while (pendingBits >= bitsPerDigit) {
      pendingBits -= bitsPerDigit;
      text += alphabet[(pending >> pendingBits) & mask];
    }
  }
  if (pendingBits > 0) text += alphabet[(pending << (bitsPerDigit - pendingBits)) & mask];
  return text;
}

function decode(text: string, alphabet: string, bitsPerDigit: number): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * bitsPerDigit) / 8));
  let written = 0;
  let pending = 0;
  let pendingBits = 0;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    pending = ((pending << bitsPerDigit) | digit) & 0xffff;
    pendingBits += bitsPerDigit;
    if (pendingBits >= 8) {
      pendingBits -= 8;
      bytes[written++] = (pending >> pendingBits) & 0xff;
    }
  }
  const leftOver = pending & ((1 << pendingBits) - 1);
  const canonical = pendingBits < bitsPerDigit && leftOver === 0;
  return canonical ? bytes : undefined;
}

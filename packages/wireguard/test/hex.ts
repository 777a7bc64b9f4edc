import { fromHex } from "@fz/bytes";

/** For literals and vectors: throws where the text is no hex. */
export function hex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes === undefined) throw new Error(`not hex: ${text}`);
  return bytes;
}

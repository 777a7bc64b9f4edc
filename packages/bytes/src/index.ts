export { compare, concat, equal, fromUtf8, utf8 } from "./bytes.ts";
export {
  fromBase32,
  fromBase64,
  fromBase64Url,
  fromHex,
  toBase32,
  toBase64,
  toBase64NoPad,
  toBase64Url,
  toHex,
} from "./encodings.ts";
export { ByteReader } from "./reader.ts";
export { ByteWriter } from "./writer.ts";

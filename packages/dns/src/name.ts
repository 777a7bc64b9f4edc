// Domain names: wire form of RFC 1035 §3.1 and §4.1.4, presentation form of RFC 1035 §5.1 and RFC 4343 §2.1.
// In text a name has no trailing dot and the root is the empty string. Inside a label, space, "." and "\" are written
// with a "\" in front, octets that are not printable ASCII as \DDD; so the text is ASCII, whatever the octets are.

const MAX_NAME_BYTES = 255;
const MAX_LABEL_BYTES = 63;
const POINTER_FLAGS = 0xc0;
const DOT = 0x2e;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TILDE = 0x7e;

/** A domain name in presentation form, letter case kept. */
export type DomainName = string;

export interface NameAt {
  readonly name: DomainName;
  /** Offset of the first byte behind the name where it stands (behind a compression pointer, not where that points). */
  readonly end: number;
}

/** The spelling that equal names share (DNS compares ASCII letters without case, RFC 4343), so it serves as a map key. */
export function nameKey(name: DomainName): string {
  return name.toLowerCase();
}

export function sameName(a: DomainName, b: DomainName): boolean {
  return a.length === b.length && nameKey(a) === nameKey(b);
}

/** Reads a name, following compression pointers. Undefined where it is malformed, too long or points forwards. */
export function readName(message: Uint8Array, start: number): NameAt | undefined {
  const labels: string[] = [];
  let wireLength = 1;
  let offset = start;
  let end: number | undefined;
  // Each pointer must lead further back than the one before, so no chain of them can go round.
  let barrier = start;
  for (;;) {
    if (offset >= message.length) return undefined;
    const length = message[offset];
    if (length === 0) return { name: labels.join("."), end: end ?? offset + 1 };
    if ((length & POINTER_FLAGS) === POINTER_FLAGS) {
      if (offset + 1 >= message.length) return undefined;
      end ??= offset + 2;
      offset = ((length & ~POINTER_FLAGS) << 8) | message[offset + 1];
      if (offset >= barrier) return undefined;
      barrier = offset;
      continue;
    }
    wireLength += 1 + length;
    if (length > MAX_LABEL_BYTES || wireLength > MAX_NAME_BYTES || offset + 1 + length > message.length)
      return undefined;
    labels.push(labelText(message, offset + 1, length));
    offset += 1 + length;
  }
}

/** Wire form without compression; a trailing dot is accepted. Undefined where the text is no domain name. */
export function encodeName(name: DomainName): Uint8Array | undefined {
  const wire = new Uint8Array(MAX_NAME_BYTES + 1);
  let labelStart = 0;
  let length = 1;
  if (name !== "" && name !== ".") {
    for (let i = 0; i < name.length; ) {
      if (length >= MAX_NAME_BYTES) return undefined;
      const code = name.charCodeAt(i);
      if (code === DOT) {
        if (!closeLabel(wire, labelStart, length)) return undefined;
        labelStart = length++;
        i++;
        continue;
      }
      const octet = readOctet(name, i);
      if (!octet) return undefined;
      wire[length++] = octet.value;
      i += octet.characters;
    }
    const endsInDot = labelStart === length - 1;
    if (!endsInDot) {
      if (!closeLabel(wire, labelStart, length)) return undefined;
      length++;
    }
  }
  // The last byte is the root's empty label, still zero.
  return length > MAX_NAME_BYTES ? undefined : wire.slice(0, length);
}

/** The one text of a name that may have come with a trailing dot or needless escapes; undefined where it is no name. */
export function parseName(text: string): DomainName | undefined {
  const wire = encodeName(text);
  return wire && readName(wire, 0)?.name;
}

function closeLabel(wire: Uint8Array, labelStart: number, end: number): boolean {
  const labelLength = end - labelStart - 1;
  wire[labelStart] = labelLength;
  return labelLength >= 1 && labelLength <= MAX_LABEL_BYTES;
}

function readOctet(text: string, index: number): { value: number; characters: number } | undefined {
  const code = text.charCodeAt(index);
  if (code !== BACKSLASH) return code > 0x7f ? undefined : { value: code, characters: 1 };
  const decimal = /^\d{3}/.exec(text.slice(index + 1, index + 4))?.[0];
  if (decimal !== undefined) return Number(decimal) > 0xff ? undefined : { value: Number(decimal), characters: 4 };
  const escaped = text.charCodeAt(index + 1);
  return escaped <= 0x7f ? { value: escaped, characters: 2 } : undefined;
}

function labelText(message: Uint8Array, start: number, length: number): string {
  let text = "";
  for (let i = start; i < start + length; i++) {
    const octet = message[i];
    if (octet === SPACE || octet === DOT || octet === BACKSLASH) text += `\\${String.fromCharCode(octet)}`;
    else if (octet > SPACE && octet <= TILDE) text += String.fromCharCode(octet);
    else text += `\\${octet.toString().padStart(3, "0")}`;
  }
  return text;
}

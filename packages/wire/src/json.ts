// JSON (RFC 8259) as the stock devices' parser sees it, where that differs from what JSON.parse lets through:
// a text that ends too early is told apart from one that is malformed, and an integer written as a float
// (`60.0`, `6e1`) is no integer.

export type JsonText =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: "ends_early" | "malformed" };

/** Members that have to be integers on the wire, wherever they stand. */
const INTEGER_MEMBERS = new Set([
  "ref",
  "expires_at",
  "port_range_start",
  "port_range_end",
  "upload_interval_secs",
  "upload_batch_size",
  "iat",
  "exp",
]);
const MAYBE_FLOAT = /:\s*-?\d+[.eE]/;
const FLOAT_SPELLING = /[.eE]/;

/** Integers spelt as floats come back as NaN, which no schema accepts. */
export function parseJson(text: string): JsonText {
  try {
    const value: unknown = MAYBE_FLOAT.test(text) ? JSON.parse(text, refuseFloats) : JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, reason: endsEarly(text) ? "ends_early" : "malformed" };
  }
}

function refuseFloats(this: unknown, key: string, value: unknown, context?: { source?: string }): unknown {
  const spelling = context?.source;
  if (typeof value !== "number" || spelling === undefined || !INTEGER_MEMBERS.has(key)) return value;
  return FLOAT_SPELLING.test(spelling) ? Number.NaN : value;
}

const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_BEGUN = /-?(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][+-]?)?$/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 §7 forbids exactly these unescaped.
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 §7 forbids exactly these unescaped.
const STRING_BEGUN = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*(?:\\(?:u[0-9a-fA-F]{0,3})?)?$/y;
const LITERALS = ["true", "false", "null"];

/** Whether more characters could still make `text` valid JSON. Meant for texts that JSON.parse has refused. */
export function endsEarly(text: string): boolean {
  type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match !== null;
  };
  const afterValue = (): Expected => (open.length === 0 ? "nothing" : "comma-or-end");
  for (;;) {
    take(WHITE_SPACE);
    if (at >= text.length) return expected !== "nothing";
    const character = text[at];
    if (expected === "nothing") return false;
    if (expected === "colon") {
      if (character !== ":") return false;
      at++;
      expected = "value";
    } else if (expected === "comma-or-end") {
      const inObject = open[open.length - 1] === "{";
      at++;
      if (character === ",") expected = inObject ? "key" : "value";
      else if (character === (inObject ? "}" : "]")) {
        open.pop();
        expected = afterValue();
      } else return false;
    } else if (expected === "key" || expected === "key-or-end") {
      if (character === "}" && expected === "key-or-end") {
        at++;
        open.pop();
        expected = afterValue();
      } else if (take(STRING)) expected = "colon";
      else return take(STRING_BEGUN);
    } else if (character === "]" && expected === "value-or-end") {
      at++;
      open.pop();
      expected = afterValue();
    } else if (character === "{" || character === "[") {
      at++;
      open.push(character);
      expected = character === "{" ? "key-or-end" : "value-or-end";
    } else if (take(STRING) || take(NUMBER) || LITERALS.some((literal) => takeLiteral(literal))) {
      // `1.` and `1e` leave their tail behind: the number has begun but not ended.
      if (at < text.length && text[at - 1] >= "0" && text[at - 1] <= "9" && /[.eE]/.test(text[at])) {
        return /^(?:\.|(?:\.\d+)?[eE][+-]?)$/.test(text.slice(at));
      }
      expected = afterValue();
    } else {
      const rest = text.slice(at);
      return take(STRING_BEGUN) || take(NUMBER_BEGUN) || LITERALS.some((literal) => literal.startsWith(rest));
    }
  }

  function takeLiteral(literal: string): boolean {
    if (!text.startsWith(literal, at)) return false;
    at += literal.length;
    return true;
  }
}

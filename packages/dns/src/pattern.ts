// The name patterns of DNS resources. They follow path globs with "." as the separator:
//   ?        one character of a label            *   any run within a label, also none
//   [a-z]    one character of a class            [!a] one that is not (never the dot)
//   **.      any number of labels, also none     .** at the end: one label or more
// "*.example.com" also covers "example.com" itself. A name matches as a whole, ASCII letters without case.

import type { DomainName } from "./name.ts";

type Token =
  | { readonly kind: "character"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "run" }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly CharacterRange[] };

/** Both ends belong to it. */
interface CharacterRange {
  readonly first: string;
  readonly last: string;
}

/** "**" as a whole label. */
const ANY_LABELS = "any-labels";
type LabelPattern = readonly Token[] | typeof ANY_LABELS;

const LEADING_WILDCARD_LABEL = "*.";

export interface NamePattern {
  readonly text: string;
  matches(name: DomainName): boolean;
}

/** Compiles a pattern, or gives undefined where it is none: "**" beside other characters, or an unclosed "[". */
export function parsePattern(text: string): NamePattern | undefined {
  const labels = compile([...text]);
  if (!labels) return undefined;
  const apex = text.startsWith(LEADING_WILDCARD_LABEL) ? fold(text.slice(LEADING_WILDCARD_LABEL.length)) : undefined;
  return {
    text,
    matches(name) {
      const folded = fold(name);
      return folded === apex || (folded !== "" && matchLabels(labels, folded.split(".")));
    },
  };
}

/**
 * Most specific first: negative where `a` comes before `b`. Both are walked from the right; at the first difference a
 * wildcard loses against anything else and "*" against "?", the shorter one wins against a further plain character,
 * and of two plain characters the higher code point wins.
 */
export function comparePatterns(a: string, b: string): number {
  const fromRightA = [...a].reverse();
  const fromRightB = [...b].reverse();
  for (let i = 0; i < Math.max(fromRightA.length, fromRightB.length); i++) {
    const difference = compareCharacters(fromRightA[i], fromRightB[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

const WILDCARD_RANK: Readonly<Record<string, number>> = { "?": 1, "*": 2 };

function compareCharacters(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  const byWildcard = (WILDCARD_RANK[a ?? ""] ?? 0) - (WILDCARD_RANK[b ?? ""] ?? 0);
  if (byWildcard !== 0) return byWildcard;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  return (b.codePointAt(0) ?? 0) - (a.codePointAt(0) ?? 0);
}

/** Only ASCII: other letters are compared as they are. */
function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function compile(characters: readonly string[]): LabelPattern[] | undefined {
  const labels: LabelPattern[] = [];
  let label: Token[] = [];
  let anyLabels = false;
  const endLabel = () => {
    labels.push(anyLabels ? ANY_LABELS : label);
    label = [];
    anyLabels = false;
  };
  for (let i = 0; i < characters.length; ) {
    const character = characters[i];
    if (character === ".") {
      endLabel();
      i++;
    } else if (character === "*" && characters[i + 1] === "*") {
      const after = characters[i + 2];
      if (label.length > 0 || (after !== undefined && after !== ".")) return undefined;
      anyLabels = true;
      i += 2;
    } else if (character === "[") {
      const parsed = parseClass(characters, i);
      if (!parsed) return undefined;
      label.push(parsed.token);
      i = parsed.end;
    } else {
      label.push(plainToken(character));
      i++;
    }
  }
  endLabel();
  return labels;
}

function plainToken(character: string): Token {
  if (character === "?") return { kind: "any" };
  if (character === "*") return { kind: "run" };
  return { kind: "character", character: fold(character) };
}

/** The class that opens at `start`. Its first member may be "]", so that one does not close it. */
function parseClass(characters: readonly string[], start: number): { token: Token; end: number } | undefined {
  const negated = characters[start + 1] === "!";
  const first = start + (negated ? 2 : 1);
  const close = characters.indexOf("]", first + 1);
  if (close < 0) return undefined;
  const ranges: CharacterRange[] = [];
  for (let i = first; i < close; ) {
    const isRange = i + 2 < close && characters[i + 1] === "-";
    ranges.push(characterRange(characters[i], characters[isRange ? i + 2 : i]));
    i += isRange ? 3 : 1;
  }
  return { token: { kind: "class", negated, ranges }, end: close + 1 };
}

/** Without case where both ends are letters; a range like "[0-z]" keeps its plain meaning. */
function characterRange(first: string, last: string): CharacterRange {
  const betweenLetters = /^[a-z]{2}$/i.test(first + last);
  return betweenLetters ? { first: fold(first), last: fold(last) } : { first, last };
}

/** Glob over labels: "**" takes as few labels as it can and gets one more each time the rest does not fit. */
function matchLabels(pattern: readonly LabelPattern[], labels: readonly string[]): boolean {
  let p = 0;
  let n = 0;
  let retryPattern = -1;
  let retryLabel = 0;
  while (n < labels.length) {
    const part = pattern[p];
    if (part === ANY_LABELS) {
      // At the end it takes all that is left, which is at least this label.
      if (p === pattern.length - 1) return true;
      retryPattern = ++p;
      retryLabel = n;
    } else if (part !== undefined && matchLabel(part, labels[n])) {
      p++;
      n++;
    } else if (retryPattern >= 0) {
      p = retryPattern;
      n = ++retryLabel;
    } else {
      return false;
    }
  }
  // "**" in front of a dot may stand for nothing, but what follows that dot needs a label, which there is not.
  return p === pattern.length;
}

/** Glob over characters, as above. */
function matchLabel(pattern: readonly Token[], label: string): boolean {
  let p = 0;
  let n = 0;
  let retryPattern = -1;
  let retryCharacter = 0;
  while (n < label.length) {
    const token = pattern[p];
    if (token?.kind === "run") {
      retryPattern = ++p;
      retryCharacter = n;
    } else if (token !== undefined && matchCharacter(token, label[n])) {
      p++;
      n++;
    } else if (retryPattern >= 0) {
      p = retryPattern;
      n = ++retryCharacter;
    } else {
      return false;
    }
  }
  while (pattern[p]?.kind === "run") p++;
  return p === pattern.length;
}

function matchCharacter(token: Token, character: string): boolean {
  switch (token.kind) {
    case "any":
      return true;
    case "run":
      return false;
    case "character":
      return token.character === character;
    case "class":
      return token.ranges.some((range) => inRange(range, character)) !== token.negated;
  }
}

/** The name is folded; what is compared with its upper-case form too are ranges like "[0-Z]", which hold one case only. */
function inRange({ first, last }: CharacterRange, character: string): boolean {
  const upper = character.toUpperCase();
  return (character >= first && character <= last) || (upper >= first && upper <= last);
}

/** `n` random bytes; the program's are cryptographic, a test's are what it wants them to be. */
export type Random = (n: number) => Uint8Array;

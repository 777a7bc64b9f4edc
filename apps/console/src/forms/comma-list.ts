/** What was typed with commas or line ends between. */
export function readCommaList(typed: string): string[] {
  return typed
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

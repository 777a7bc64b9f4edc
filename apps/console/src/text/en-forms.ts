/** What forms say, whatever they are of. */
export const formsEn = {
  tooLong: (length: number, most: number) =>
    `Not pasted: with it there would be ${length.toLocaleString("en")} characters here, and ${most.toLocaleString("en")} is the most.`,
  tooManyLines: (lines: number) => `Not pasted: it has ${lines.toLocaleString("en")} lines, and one fits here.`,
  somebody: "Somebody",
  changed: (who: string) => `${who} changed this while you had it open.`,
  decide:
    "Nothing that you typed is saved yet, and nothing is lost. To go on editing keeps what you typed and follows them in the rest.",
  noDifference: "Nothing differs from what you have typed.",
  differences: "What differs",
  yours: "Yours",
  theirs: "Theirs",
  empty: "empty",
  take: "Take theirs",
  takeOne: (field: string) => `Take theirs: ${field}`,
  takeAll: "Take all of theirs",
  overwrite: "Save mine over it",
  goOn: "Go on editing",
  deleted: (who: string) => `${who} deleted this while you had it open.`,
  itemDeleted: (who: string) => `${who} deleted this.`,
  asItWas: "It is shown here as it was.",
  backToList: "Back to the list",
  kept: "What you typed is still here, but what it belongs to is not.",
  createAnew: "Create it anew",
};

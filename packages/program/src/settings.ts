// What a program can be told. One table of settings makes the flags and the help, and says which flag stands for which
// environment variable.

import { type Command, Option } from "commander";

export interface Setting {
  readonly variable: string;
  /** As commander takes it; undefined: by variable only. */
  readonly flags?: string;
  readonly help: string;
}

/** Settings by the names of their variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Gives a command the flags of settings; `hidden` ones are not in its help. */
export function addSettings(command: Command, settings: readonly Setting[], { hidden = false } = {}): Command {
  for (const { flags, help, variable } of settings) {
    if (flags !== undefined) command.addOption(new Option(flags, `${help} [${variable}]`).hideHelp(hidden));
  }
  return command;
}

/** The end of a help text: what there is besides flags. */
export function settingsHelp(settings: readonly Setting[], inert: readonly Setting[]): string {
  const line = ({ variable, help }: Setting) => `  ${variable}: ${help}`;
  const byVariableOnly = settings.filter(({ flags }) => flags === undefined);
  return [
    "\nBy variable only:",
    ...byVariableOnly.map(line),
    "\nTaken, but without effect here:",
    ...inert.map(line),
  ].join("\n");
}

/** @param options as commander gives them; what is given there wins over the environment */
export function variablesOf(
  settings: readonly Setting[],
  options: Readonly<Record<string, unknown>>,
  environment: Variables,
): Variables {
  const variables: Record<string, string | undefined> = { ...environment };
  for (const { flags, variable } of settings) {
    if (flags === undefined) continue;
    const option = new Option(flags);
    const value = options[option.attributeName()];
    if (typeof value === "string") variables[variable] = value;
    // `--no-x` makes x false; as a variable it is FIREZONE_NO_X=true.
    else if (option.negate ? value === false : value === true) variables[variable] = "true";
  }
  return variables;
}

/** The variables of those settings that were given. */
export function givenOf(settings: readonly Setting[], variables: Variables): readonly string[] {
  return settings.map(({ variable }) => variable).filter((name) => (variables[name] ?? "") !== "");
}

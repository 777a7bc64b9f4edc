import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readSettings } from "./read-settings.ts";
import { ExitError } from "./run.ts";
import { Duration, portalUrl, Switch } from "./setting-values.ts";
import { addSettings, givenOf, settingsHelp, variablesOf } from "./settings.ts";

const SETTINGS = [
  { variable: "NAME", flags: "-n, --name <name>", help: "what it is called" },
  { variable: "LOUD", flags: "--loud", help: "more words" },
  { variable: "NO_REPORTS", flags: "--no-reports", help: "fewer words" },
  { variable: "DEPTH", help: "how deep" },
];

function variables(words: readonly string[], environment: Record<string, string> = {}) {
  const command = addSettings(new Command("test"), SETTINGS).parse([...words], { from: "user" });
  return variablesOf(SETTINGS, command.opts(), environment);
}

describe("a table of settings", () => {
  test("makes flags, which win over the environment", () => {
    expect(variables([], { NAME: "a", DEPTH: "3" })).toEqual({ NAME: "a", DEPTH: "3" });
    expect(variables(["-n", "b", "--loud"], { NAME: "a" })).toEqual({ NAME: "b", LOUD: "true" });
    expect(variables(["--no-reports"])).toEqual({ NO_REPORTS: "true" });
  });

  test("makes the help", () => {
    expect(addSettings(new Command("test"), SETTINGS).helpInformation()).toContain("what it is called [NAME]");
    expect(addSettings(new Command("test"), SETTINGS, { hidden: true }).helpInformation()).not.toContain("--name");
    expect(settingsHelp(SETTINGS, [{ variable: "OLD", help: "nothing" }])).toBe(
      "\nBy variable only:\n  DEPTH: how deep\n\nTaken, but without effect here:\n  OLD: nothing",
    );
  });

  test("tells which of them were given", () => {
    expect(givenOf(SETTINGS, { NAME: "", LOUD: "false", OTHER: "x" })).toEqual(["LOUD"]);
  });
});

describe("settings that are read", () => {
  const Schema = z.object({ PORTAL: portalUrl("client"), WAIT: Duration.prefault("1h"), LOUD: Switch.default(false) });
  const read = (given: Record<string, string>, exitCode?: number) => readSettings(given, Schema.parse, exitCode);

  test("have no blanks around them; empty ones count as unset", () => {
    expect(read({ WAIT: " 2s\n", LOUD: " ", PORTAL: "" })).toEqual({
      PORTAL: "wss://api.firezone.dev/",
      WAIT: 2_000,
      LOUD: false,
    });
    expect(read({ LOUD: "on" }).LOUD).toBe(true);
  });

  test("are complained about all at once, each by name, in one line, with the exit code", () => {
    expect(() => read({ PORTAL: "ftp://x", WAIT: "5", LOUD: "maybe" }, 78)).toThrow(
      new ExitError(
        'PORTAL "ftp://x" is no URL like wss://api.example.com; WAIT "5" is no duration; write it like 24h or 30min; ' +
          'LOUD "maybe" is neither true nor false',
        78,
      ),
    );
  });
});

import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { ExitError } from "@fz/program";
import { type BrowserSignIn, startBrowserSignIn } from "./browser-sign-in.ts";
import { removeToken, writeToken } from "./token-store.ts";

export interface SignInOptions {
  readonly authBaseUrl: string;
  readonly accountSlug: string | undefined;
  readonly tokenPath: string;
}

/**
 * Sends the user to the portal's sign-in page and stores the token, which comes back by itself, is pasted, or is read
 * from standard input where that is no terminal.
 */
export async function signIn({ authBaseUrl, accountSlug, tokenPath }: SignInOptions): Promise<void> {
  if (process.getuid?.() !== 0) throw new ExitError(`Run sign-in as root: the token goes to ${tokenPath}.`);
  const browser = await startBrowserSignIn({ authBaseUrl, accountSlug });
  const byHand = new AbortController();
  try {
    showPage(browser);
    const given = process.stdin.isTTY ? askOnTerminal(byHand.signal) : readAll();
    const token = await Promise.race([
      browser.token,
      given.then((text) => (text.trim() === "" ? browser.token : text)),
    ]);
    writeToken(tokenPath, token);
    process.stdout.write(`Signed in: the token is stored in ${tokenPath}.\n`);
  } finally {
    byHand.abort();
    browser.stop();
    process.stdin.destroy();
  }
}

/** @param force without asking first */
export async function signOut(tokenPath: string, force: boolean): Promise<void> {
  if (process.getuid?.() !== 0) throw new ExitError(`Run sign-out as root: the token is in ${tokenPath}.`);
  if (!force && process.stdin.isTTY && !(await isConfirmed(tokenPath))) return;
  const existed = removeToken(tokenPath);
  process.stdout.write(existed ? "Signed out: the token is removed.\n" : "There was no token to remove.\n");
}

function showPage({ url, matchingCode }: BrowserSignIn): void {
  process.stdout.write(
    `Sign in here, in a browser on this computer or any other:\n\n  ${url.href}\n\n` +
      `The page shows this code, or asks for it:  ${matchingCode}\n\n`,
  );
  openBrowser(url);
}

/** For portals that show the token instead of sending it. Empty once it is not needed any more. */
async function askOnTerminal(signal: AbortSignal): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stdout.write("If the page shows a token instead, paste it here (it is not shown).\nToken: ");
  try {
    return await prompt.question("", { signal });
  } catch (error) {
    if (signal.aborted) return "";
    throw error;
  } finally {
    prompt.close();
    process.stdout.write("\n");
  }
}

async function isConfirmed(tokenPath: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await prompt.question(`Remove the token in ${tokenPath}? [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}

/** On a machine without a desktop this does nothing; the address is printed as well. */
function openBrowser(url: URL): void {
  spawn("xdg-open", [url.href], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

async function readAll(): Promise<string> {
  let text = "";
  for await (const part of process.stdin) text += String(part);
  return text;
}

import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { ExitError } from "@fz/program";
import { removeToken, writeToken } from "./token-store.ts";

export interface SignInOptions {
  readonly authBaseUrl: string;
  readonly accountSlug: string | undefined;
  readonly tokenPath: string;
}

/** Sends the user to the portal's sign-in page and stores the token that it shows. */
export async function signIn({ authBaseUrl, accountSlug, tokenPath }: SignInOptions): Promise<void> {
  if (process.getuid?.() !== 0) throw new ExitError(`Run sign-in as root: the token goes to ${tokenPath}.`);
  const url = signInPage(authBaseUrl, accountSlug);
  const token = process.stdin.isTTY ? await askOnTerminal(url) : await readAll();
  if (token.trim() === "") throw new ExitError("No token was given; nothing was stored.");
  writeToken(tokenPath, token);
  process.stdout.write(`Signed in: the token is stored in ${tokenPath}.\n`);
}

/** @throws ExitError where the base is no URL */
export function signInPage(authBaseUrl: string, accountSlug: string | undefined): URL {
  const page = `${authBaseUrl.replace(/\/+$/, "")}${accountSlug ? `/${encodeURIComponent(accountSlug)}` : ""}`;
  if (!URL.canParse(page)) throw new ExitError(`"${authBaseUrl}" is no URL like https://app.example.com`);
  const url = new URL(page);
  url.searchParams.set("as", "headless-client");
  return url;
}

/** @param force without asking first */
export async function signOut(tokenPath: string, force: boolean): Promise<void> {
  if (process.getuid?.() !== 0) throw new ExitError(`Run sign-out as root: the token is in ${tokenPath}.`);
  if (!force && process.stdin.isTTY && !(await isConfirmed(tokenPath))) return;
  const existed = removeToken(tokenPath);
  process.stdout.write(existed ? "Signed out: the token is removed.\n" : "There was no token to remove.\n");
}

async function askOnTerminal(url: URL): Promise<string> {
  process.stdout.write(`Sign in here, then paste the token (it is not shown):\n\n  ${url.href}\n\n`);
  openBrowser(url);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stdout.write("Token: ");
  try {
    return await prompt.question("");
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

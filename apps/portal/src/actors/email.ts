import { domainToASCII } from "node:url";

const MAX_LENGTH = 160;

/**
 * An e-mail address with its host in lower-case ASCII; the local part stays as typed. Undefined where it is none:
 * one `@`, an ASCII local part, a host with a dot, 160 characters at most.
 */
export function normalizeEmail(text: string): string | undefined {
  const match = /^([!-?A-~]+)@([^@\s]+)$/.exec(text.trim());
  const host = match ? domainToASCII(match[2]) : "";
  if (!match || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host)) return undefined;
  const email = `${match[1]}@${host}`;
  return email.length <= MAX_LENGTH ? email : undefined;
}

// Certificates from files. They are read again and again rather than watched: certificates are replaced through links,
// renames and mounts that file watching misses.

import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Logger } from "pino";
import { ConfigurationInvalid, type TlsConfig } from "../config.ts";

/** What a TLS server needs to begin with. The first pair serves whoever asks for no name that a pair is for. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) => void;
}

export interface TlsFiles {
  readonly options: TlsOptions;
  /** Keeps reading; `changed` takes the first pair for new connections. Existing ones keep what they have. */
  watch(log: Logger, changed: (pair: { readonly cert: string; readonly key: string }) => void): () => void;
}

interface Pair {
  readonly cert: string;
  readonly key: string;
  readonly context: SecureContext;
  readonly names: X509Certificate;
}

/** Throws ConfigurationInvalid where a file is missing or is no certificate with its key. */
export async function openTlsFiles(config: TlsConfig): Promise<TlsFiles> {
  let pairs = await readPairs(config).catch((error: unknown) => {
    throw new ConfigurationInvalid(`The certificate cannot be used: ${messageOf(error)}`);
  });
  const [first] = pairs;
  return {
    options: {
      cert: first.cert,
      key: first.key,
      SNICallback: (name, done) =>
        done(null, (pairs.find(({ names }) => names.checkHost(name) !== undefined) ?? pairs[0]).context),
    },
    watch(log, changed) {
      let lastFailure: string | undefined;
      const check = async () => {
        try {
          const next = await readPairs(config);
          lastFailure = undefined;
          if (fingerprint(next) === fingerprint(pairs)) return;
          pairs = next;
          changed(next[0]);
          log.info({ validTo: next[0].names.validTo }, "certificate renewed");
        } catch (error) {
          const failure = messageOf(error);
          if (failure !== lastFailure) log.error({ failure }, "the new certificate cannot be used; the old one stays");
          lastFailure = failure;
        }
      };
      let timer: NodeJS.Timeout;
      const again = () => {
        timer = setTimeout(() => check().finally(again), config.checkEveryMs);
        timer.unref();
      };
      again();
      return () => clearTimeout(timer);
    },
  };
}

async function readPairs({ files }: TlsConfig): Promise<[Pair, ...Pair[]]> {
  const [first, ...others] = files;
  return [await readPair(first), ...(await Promise.all(others.map(readPair)))];
}

async function readPair({ certFile, keyFile }: TlsConfig["files"][number]): Promise<Pair> {
  // One after the other, so that of two that are missing it is always the same that is named.
  const cert = await readFile(certFile, "utf8");
  const key = await readFile(keyFile, "utf8");
  try {
    return { cert, key, context: createSecureContext({ cert, key }), names: new X509Certificate(cert) };
  } catch (error) {
    throw new Error(`${certFile} with ${keyFile}: ${messageOf(error)}`);
  }
}

function fingerprint(pairs: readonly Pair[]): string {
  return pairs.map(({ cert, key }) => `${cert}\n${key}`).join("\n");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

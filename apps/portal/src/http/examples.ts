// Examples for the description of the API, made from its schemas, so that they cannot contradict them.

import { isObject } from "./validation.ts";

type Schema = Readonly<Record<string, unknown>>;

const TIME = "2031-05-06T07:08:09.123456Z";
const ID = "3f6f1c1e-6a52-4d0b-9a3e-5b7c20d4e811";
/** What reads better than the name of its type. */
const TEXTS: Readonly<Record<string, string>> = {
  name: "Office",
  address: "wiki.corp.example",
  address_description: "https://wiki.corp.example",
  email: "noor@corp.example",
  ipv4: "100.85.12.7",
  ipv6: "fd00:2021:1111::c:7",
  ip: "198.51.100.20",
  log_id: "a1b2c3d4e5f60718293a4b5c",
  slug: "acme",
  country: "NL",
  key: "q7m2xa",
  token: ".SFMyNTY.g2gDaANt",
  ports: "443",
  values: "NL",
  next_page: "eyJsIjoic2l0ZXMifQ",
  last_seen_version: "1.5.9",
  last_seen_remote_ip: "198.51.100.20",
  remote_ip: "198.51.100.20",
  last_seen_user_agent: "Linux/6.9 headless-client/1.5.9",
  user_agent: "curl/8.9",
  public_key: "mJ4yA1cQeWZ0bXk3dGhpc2lzYW5leGFtcGxla2V5MDA=",
  detail: "A sentence that says what was wrong.",
};
const MAX_DEPTH = 12;

/** Adds an example to every body and answer of an OpenAPI document. */
export function addExamples(document: object): Schema {
  const copy: unknown = structuredClone(document);
  if (!isObject(copy)) throw new Error("an OpenAPI document is an object");
  for (const operation of operationsOf(copy)) {
    const answers = isObject(operation.responses) ? Object.values(operation.responses) : [];
    for (const holder of [operation.requestBody, ...answers]) {
      if (!isObject(holder) || !isObject(holder.content)) continue;
      for (const media of Object.values(holder.content)) {
        if (!isObject(media) || !isObject(media.schema)) continue;
        Object.assign(media, { example: exampleOf(copy, media.schema, "", 0) });
      }
    }
  }
  return copy;
}

/** The operations of a document, in its order. */
export function operationsOf(document: Schema): Schema[] {
  const paths = isObject(document.paths) ? Object.values(document.paths) : [];
  return paths.flatMap((path) => (isObject(path) ? Object.values(path).filter(isObject) : []));
}

function exampleOf(document: Schema, schema: Schema, name: string, depth: number): unknown {
  if (depth > MAX_DEPTH) return null;
  const inner = (next: unknown, as = name) => exampleOf(document, isObject(next) ? next : {}, as, depth + 1);
  if (typeof schema.$ref === "string") return inner(resolve(document, schema.$ref));
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(variants)) return inner(variants.find((variant) => !isObject(variant) || variant.type !== "null"));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return Object.fromEntries(memberSchemas(schema).map(([key, member]) => [key, inner(member, key)]));
    case "array":
      return [inner(schema.items)];
    case "string":
      return textOf(schema, name);
    case "integer":
    case "number":
      return numberOf(schema);
    case "boolean":
      return typeof schema.default === "boolean" ? schema.default : true;
    default:
      return "default" in schema ? schema.default : null;
  }
}

function memberSchemas({ properties, additionalProperties }: Schema): (readonly [string, unknown])[] {
  if (isObject(properties)) return Object.entries(properties);
  return isObject(additionalProperties) ? [["name", additionalProperties]] : [];
}

function textOf({ format, pattern, minLength }: Schema, name: string): string {
  if (typeof minLength === "number" && minLength > TEXTS.name.length) return "correct horse battery staple";
  if (format === "uuid" || /(^|_)id$/.test(name)) return TEXTS[name] ?? ID;
  if (format === "date-time" || /_at$|^timestamp$/.test(name)) return TIME;
  if (format === "email") return TEXTS.email;
  if (format === "uri") return "https://corp.example";
  return TEXTS[name] ?? (pattern === undefined ? "text" : "");
}

function numberOf({ minimum, default: initial }: Schema): number {
  if (typeof initial === "number") return initial;
  return typeof minimum === "number" && minimum > -1_000_000 ? minimum : 1;
}

function resolve(document: Schema, ref: string): unknown {
  return ref
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
}

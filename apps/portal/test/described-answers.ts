// Holds answers of the API against its own description.

import { Ajv2020 } from "ajv/dist/2020.js";

interface Media {
  readonly schema: object;
  readonly example: unknown;
}
export interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly "x-roles": readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly schema: { readonly enum?: readonly string[] } }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Media>> }>>;
}
export interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

export async function readDescription(url: string): Promise<Description> {
  return JSON.parse(await (await fetch(`${url}/openapi.json`)).text());
}

export class DescribedAnswers {
  readonly #description: Description;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });

  constructor(description: Description) {
    this.#description = description;
    this.#ajv.addSchema({ $id: "description", components: description.components });
  }

  /** Why a value does not fit a schema of the description, or undefined. */
  misfit(schema: object, value: unknown): string | undefined {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"description#/components');
    return this.#ajv.validate(JSON.parse(text), value) ? undefined : this.#ajv.errorsText();
  }

  /** Why an answer is not one that the description promises, or undefined; what has no route is not described. */
  objection(method: string, path: string, status: number, type: string, body: unknown): string | undefined {
    const operation = this.#find(path)?.[method.toLowerCase()];
    if (!operation || type === "") return undefined;
    const media = operation.responses[status]?.content[type];
    // What is refused below the API has an envelope of its own, which is described once for all.
    if (!media) return status >= 400 && type === "application/json" ? undefined : `${status} ${type} is not described`;
    return this.misfit(media.schema, body);
  }

  #find(path: string): Readonly<Record<string, Operation>> | undefined {
    const segments = path.split("?")[0].replace(/\/$/, "").split("/");
    const fits = (template: string) => {
      const wanted = template.split("/");
      return (
        wanted.length === segments.length && wanted.every((part, i) => part === segments[i] || part.startsWith("{"))
      );
    };
    const templates = Object.keys(this.#description.paths).filter(fits);
    const best = templates.find((template) => !template.endsWith("}")) ?? templates[0];
    return best === undefined ? undefined : this.#description.paths[best];
  }
}

// Refusals of the API: RFC 9457 problem details, and the plain envelope of what happens below it.

import { STATUS_CODES } from "node:http";
import { z } from "zod";

/** Field → messages; for lists of objects, one object of the same kind for each element, or for each by its index. */
export type FieldErrors = string[] | Readonly<Record<string, string[]>>[] | Readonly<Record<string, string[]>>;
export type ValidationErrors = Readonly<Record<string, FieldErrors>>;

export const PROBLEM_MEDIA_TYPE = "application/problem+json";
export const PROBLEM_TYPE = `${PROBLEM_MEDIA_TYPE}; charset=utf-8`;
const UNPROCESSABLE = 422;

const Messages = z.array(z.string());
const ProblemMembers = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
});
export const ProblemSchema = ProblemMembers.meta({ id: "Problem" });
export const ValidationProblemSchema = ProblemMembers.extend({
  validation_errors: z.record(z.string(), z.union([Messages, z.array(z.record(z.string(), Messages))])),
}).meta({ id: "ValidationProblem" });

export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly validationErrors: ValidationErrors | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    more: { readonly validationErrors?: ValidationErrors; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.validationErrors = more.validationErrors;
    this.headers = more.headers ?? {};
  }

  body() {
    const errors = this.validationErrors === undefined ? {} : { validation_errors: this.validationErrors };
    return { type: "about:blank", title: titleOf(this.status), status: this.status, detail: this.message, ...errors };
  }
}

/** An error of routing or parsing, in its own envelope. */
export class FrameworkError extends Error {
  override readonly name = "FrameworkError";
  readonly status: number;

  constructor(status: number) {
    super(titleOf(status));
    this.status = status;
  }

  body() {
    return { error: { reason: this.message } };
  }
}

export function badRequest(detail: string): Problem {
  return new Problem(400, detail);
}

export function unauthorized(): Problem {
  return new Problem(401, "A valid API token is needed.");
}

export function forbidden(detail: string): Problem {
  return new Problem(403, detail);
}

export function notFound(): Problem {
  return new Problem(404, "Nothing here has that identifier.");
}

export function conflict(detail: string): Problem {
  return new Problem(409, detail);
}

export function invalid(validationErrors: ValidationErrors): Problem {
  return new Problem(UNPROCESSABLE, "Some members were refused.", { validationErrors });
}

function titleOf(status: number): string {
  return status === UNPROCESSABLE ? "Unprocessable Content" : (STATUS_CODES[status] ?? "Error");
}

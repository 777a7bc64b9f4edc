import * as z from "zod/mini";

const ProblemSchema = z.object({
  status: z.number(),
  detail: z.string(),
  validation_errors: z.optional(z.record(z.string(), z.unknown())),
});

/** A refusal of the API, with the messages that belong to single fields. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  /** All that the API said of its fields, as it said it. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    detail: string,
    fields: Readonly<Record<string, string>> = {},
    details: Readonly<Record<string, unknown>> = fields,
  ) {
    super(detail);
    this.status = status;
    this.fields = fields;
    this.details = details;
  }
}

const NOT_FOUND = 404;

/** Whether what was asked for is not there, or not any more. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === NOT_FOUND;
}

/** From the body of an answer that is no success: RFC 9457, or anything else. */
export function apiError(status: number, body: unknown): ApiError {
  const problem = ProblemSchema.safeParse(body);
  if (!problem.success) return new ApiError(status, `The portal answered with status ${status}.`);
  const fields = Object.entries(problem.data.validation_errors ?? {}).flatMap(([field, errors]) =>
    messages(errors).map((message) => [field, message] as const),
  );
  const { detail, validation_errors: details } = problem.data;
  return new ApiError(status, detail, Object.fromEntries(fields.reverse()), details);
}

/** All texts in a tree of messages: lists have objects in them where each element has messages of its own. */
function messages(errors: unknown): string[] {
  if (typeof errors === "string") return [errors];
  if (typeof errors !== "object" || errors === null) return [];
  return Object.values(errors).flatMap(messages);
}

import { violatedIndex } from "../database/errors.ts";
import { invalid, type ValidationErrors } from "./problem.ts";

/** Runs a write; what is not unique becomes a 422 on the member that its index stands for. */
export async function refusingDuplicates<T>(
  errors: Readonly<Record<string, ValidationErrors>>,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const index = violatedIndex(error);
    const known = index === undefined ? undefined : errors[index];
    throw known ? invalid(known) : error;
  }
}

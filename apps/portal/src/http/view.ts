/** The named members of a row, and nothing else of it. */
export function pick<T extends object, const K extends readonly (keyof T)[]>(row: T, names: K): Pick<T, K[number]> {
  const picked: Partial<T> = {};
  for (const name of names) picked[name] = row[name];
  // All names are there now, which the type of an object that grows member by member cannot say.
  return picked as Pick<T, K[number]>;
}

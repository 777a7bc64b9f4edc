import { createContext, useContext, useEffect, useSyncExternalStore } from "react";

/** What a form knows of a field in it. */
export interface KnownField {
  readonly label: string;
  /** A value of it as words. */
  readonly show: (value: unknown) => string;
}

/** The fields of a form, by the names of their values. */
export class FieldRegistry {
  readonly fields = new Map<string, KnownField>();
  readonly #listeners = new Set<() => void>();
  #changes = 0;

  readonly set = (name: string, field: KnownField): void => {
    this.fields.set(name, field);
    this.#changes++;
    for (const listener of this.#listeners) listener();
  };

  readonly forget = (name: string): void => {
    this.fields.delete(name);
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly changes = (): number => this.#changes;
}

export const FieldsContext = createContext(new FieldRegistry());

/** Makes a field known to its form, so that others' values of it can be told in words. */
export function useKnownField(name: string, label: string, show: KnownField["show"]): void {
  const { set, forget } = useContext(FieldsContext);
  useEffect(() => {
    set(name, { label, show });
  });
  useEffect(() => () => forget(name), [forget, name]);
}

export function useKnownFields(): ReadonlyMap<string, KnownField> {
  const registry = useContext(FieldsContext);
  useSyncExternalStore(registry.subscribe, registry.changes);
  return registry.fields;
}

/** A value that is text or a number. */
export function showPlain(value: unknown): string {
  return value === null || value === undefined || Number.isNaN(value) ? "" : String(value);
}

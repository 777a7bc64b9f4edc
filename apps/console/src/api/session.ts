import { useSyncExternalStore } from "react";

let isSignedOut = false;
const listeners = new Set<() => void>();

function set(value: boolean): void {
  isSignedOut = value;
  for (const listener of listeners) listener();
}

/** The portal answered 401: the session has ended or was ended. */
export function markSignedOut(): void {
  set(true);
}

export function markSignedIn(): void {
  set(false);
}

export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isSignedOut,
  );
}

import { Navigate, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { mayRead, useMayNotRead, useMe } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Page } from "~/ui/page.tsx";
import { readableAt } from "./navigation.ts";

/** The page, or why this person may not look at it. The portal refuses besides; this says so before it is asked. */
export function RoleGate({ children }: { readonly children: ReactNode }) {
  const { role } = useMe();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // On the way to another page the one that is left is still there.
  const left = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const whyNotRead = useMayNotRead(readableAt(path));
  const whyNotLeft = useMayNotRead(readableAt(left ?? path));
  const whyNot = whyNotRead ?? whyNotLeft;
  if (whyNot === undefined) return children;
  // Whoever may see nothing of the account begins where there is something to do.
  if (path === "/" && mayRead(role, "own")) return <Navigate to="/requests" replace />;
  return (
    <Page title={text.roles.kept.title} intro={whyNot}>
      <p className="text-ink-soft text-sm">{text.roles.kept.body}</p>
    </Page>
  );
}

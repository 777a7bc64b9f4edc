import { Link } from "@tanstack/react-router";
import { useMe } from "~/api/me.ts";

interface ThingLinkProps {
  readonly kind: "client" | "actor" | "site" | "resource";
  readonly id: string;
  readonly name: string;
  readonly className?: string;
}

/** High enough to be hit where several stand above each other. */
const LOOK = "inline-block leading-[24px] hover:underline";

/** The name of something connected, and the way to it for whoever may see it. */
export function ThingLink({ kind, id, name, className = LOOK }: ThingLinkProps) {
  const { role } = useMe();
  switch (kind) {
    case "client":
    case "actor":
      if (role === "network_admin") return <span className={className}>{name}</span>;
      return kind === "client" ? (
        <Link to="/clients/$clientId" params={{ clientId: id }} className={className}>
          {name}
        </Link>
      ) : (
        <Link to="/actors/$actorId" params={{ actorId: id }} className={className}>
          {name}
        </Link>
      );
    case "site":
      return (
        <Link to="/sites/$siteId" params={{ siteId: id }} className={className}>
          {name}
        </Link>
      );
    case "resource":
      return (
        <Link to="/resources/$resourceId" params={{ resourceId: id }} className={className}>
          {name}
        </Link>
      );
  }
}

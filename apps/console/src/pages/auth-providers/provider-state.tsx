import type { AuthProvider } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";

export function ProviderState({ provider }: { readonly provider: AuthProvider }) {
  return (
    <span className="flex gap-2">
      <Badge tone={provider.is_disabled ? "bad" : "good"} dot>
        {provider.is_disabled ? text.common.disabled : text.common.enabled}
      </Badge>
      {provider.is_default && <Badge tone="accent">{text.settings.authentication.default}</Badge>}
    </span>
  );
}

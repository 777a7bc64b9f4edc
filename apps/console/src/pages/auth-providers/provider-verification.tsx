import { api } from "~/api/client.ts";
import type { AuthProvider, ProviderVerification } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { type Fact, Facts } from "~/ui/facts.tsx";
import { Section } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";

const { tryOut: words } = text.settings.authentication;

interface TryOutProps {
  readonly provider: AuthProvider;
  readonly onClose: () => void;
}

/** Leads to the provider; its last page leads back here. */
export function TryOutProvider({ provider, onClose }: TryOutProps) {
  const begin = api.useMutation("post", "/auth_providers/{id}/verification");
  const leave = async () => {
    const { data } = await begin.mutateAsync({ params: { path: { id: provider.id } } });
    if (data.url !== null) location.assign(data.url);
  };
  return (
    <Confirm title={words.title(provider.name)} action={words.go} tone="primary" onConfirm={leave} onClose={onClose}>
      {words.body}
    </Confirm>
  );
}

/** What came of trying it out last. */
export function VerificationSection({ provider }: { readonly provider: AuthProvider }) {
  const { data, error } = api.useQuery("get", "/auth_providers/{id}/verification", {
    params: { path: { id: provider.id } },
  });
  return (
    <Section title={words.last}>
      <ErrorNote error={error} />
      {data && <Verification of={data.data} />}
    </Section>
  );
}

function Verification({ of: { status, finished_at, result } }: { readonly of: ProviderVerification }) {
  if (!result) return <p className="text-ink-soft text-sm">{words.states[status]}</p>;
  const isGood = result.outcome !== "failed" && result.outcome !== "refused";
  const facts: Fact[] = [
    [
      words.outcome,
      <Badge key="outcome" tone={isGood ? "good" : "bad"} dot>
        {words.outcomes[result.outcome]}
      </Badge>,
    ],
    [words.when, <Since key="when" at={finished_at} />],
    [words.person, result.person && `${result.person.name} (${result.person.email ?? text.common.none})`],
    [words.email, result.email],
    [words.groups, result.groups && (result.groups.join(", ") || text.common.none)],
  ];
  const claims = Object.entries(result.claims);
  return (
    <div className="space-y-4">
      {result.problems.map((problem) => (
        <ErrorNote key={problem} error={problem} />
      ))}
      <Facts facts={facts} />
      {claims.length > 0 && (
        <>
          <h3 className="font-medium text-sm">{words.claims}</h3>
          <Facts facts={claims} />
        </>
      )}
    </div>
  );
}

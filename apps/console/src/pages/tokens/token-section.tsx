import type { UseQueryResult } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { KeyRound, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useWhyNot } from "~/api/me.ts";
import { columnHelper, type features } from "~/table/columns.ts";
import { ListTable, type Page } from "~/table/list-table.tsx";
import { ActionsHeader, RowAction } from "~/table/row-action.tsx";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";

interface Token {
  readonly id: string;
}

interface TokenWords {
  readonly tokens: string;
  readonly make: string;
  readonly revoke: string;
  readonly revokeTitle: string;
  readonly revokeBody: string;
  readonly noTokens: { readonly title: string; readonly body: string };
}

interface TokenSectionProps<T extends Token> {
  readonly words: TokenWords;
  readonly query: UseQueryResult<Page<T>, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: columns of one table have values of different types
  readonly columns: ColumnDef<typeof features, T, any>[];
  readonly onRevoke: (token: T) => Promise<unknown>;
  /** The panel in which one is made. */
  readonly renderNew: (close: () => void) => ReactNode;
}

/** Tokens of one owner, whatever they are for: listed, made, revoked. */
export function TokenSection<T extends Token>({ words, query, columns, onRevoke, renderNew }: TokenSectionProps<T>) {
  const [isMaking, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<T>();
  const whyNot = useWhyNot("everything");
  const revoke = columnHelper<T>().display({
    id: "actions",
    header: ActionsHeader,
    cell: ({ row: { original } }) => (
      <RowAction icon={Trash2} label={words.revoke} whyNot={whyNot} onClick={() => setDoomed(original)} />
    ),
  });
  return (
    <>
      <div className="mb-3">
        <Button disabledReason={whyNot} onClick={() => setMaking(true)}>
          <Plus aria-hidden className="size-4" />
          {words.make}
        </Button>
      </div>
      <ListTable
        label={words.tokens}
        query={query}
        columns={[...columns, revoke]}
        rowId={({ id }) => id}
        empty={<EmptyState icon={KeyRound} title={words.noTokens.title} body={words.noTokens.body} />}
      />
      {isMaking && renderNew(() => setMaking(false))}
      {doomed && (
        <Confirm
          title={words.revokeTitle}
          action={words.revoke}
          onConfirm={() => onRevoke(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          {words.revokeBody}
        </Confirm>
      )}
    </>
  );
}

import type { ProposedChange } from "~/api/types.ts";
import type { Selection } from "~/table/selection.tsx";
import { text } from "~/text/index.ts";
import { ConfirmDelete } from "~/ui/confirm.tsx";
import { NAMED } from "~/ui/goes-with.tsx";
import { AccessDiff } from "./access-diff.tsx";

const { common: words } = text;

interface Deletion {
  /** What else goes, in a sentence. */
  readonly body: string;
  /** Where access hangs on them. */
  readonly object?: ProposedChange["object"];
  readonly onDelete: (id: string) => Promise<unknown>;
}

interface Deletable<Row> extends Deletion, Pick<Selection<Row>, "nameOf" | "mayDelete"> {
  /** Why nothing may be deleted, where it may not: then nothing is selected either. */
  readonly whyNot: string | undefined;
}

/** Rows of a list that are deleted together, after a question. */
export function deletable<Row extends { readonly id: string }>({
  whyNot,
  nameOf,
  mayDelete,
  ...deletion
}: Deletable<Row>): Selection<Row> | undefined {
  if (whyNot !== undefined) return undefined;
  return {
    nameOf,
    ...(mayDelete && { mayDelete }),
    ask: (rows, close) => <DeleteSeveral {...deletion} rows={rows} names={rows.map(nameOf)} onClose={close} />,
  };
}

interface DeleteSeveralProps extends Deletion {
  readonly rows: readonly { readonly id: string }[];
  readonly names: readonly string[];
  readonly onClose: () => void;
}

/** Asks before several things are deleted. They go one after the other: where one cannot, those before it are gone. */
function DeleteSeveral({ rows, names, body, object, onDelete, onClose }: DeleteSeveralProps) {
  const removeAll = async () => {
    for (const { id } of rows) await onDelete(id);
  };
  return (
    <ConfirmDelete
      title={words.deleteSeveral(names.length)}
      onConfirm={removeAll}
      done={words.deletedSeveral(names.length)}
      onClose={onClose}
    >
      <p>{body}</p>
      <ul className="mt-3 list-disc break-words pl-5 text-ink">
        {names.slice(0, NAMED).map((name, place) => (
          <li key={rows[place]?.id}>{name}</li>
        ))}
        {names.length > NAMED && <li>{words.andMore(names.length - NAMED)}</li>}
      </ul>
      {object && <AccessDiff changes={rows.map(({ id }) => ({ operation: "delete", object, id }))} />}
    </ConfirmDelete>
  );
}

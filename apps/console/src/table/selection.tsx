import { Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";

const { common: words } = text;

/** What can be done with several rows of a list at once. */
export interface Selection<Row> {
  readonly nameOf: (row: Row) => string;
  /** Asks before they are deleted. */
  readonly ask: (rows: readonly Row[], close: () => void) => ReactNode;
  /** Whether a row can be among them. */
  readonly mayDelete?: (row: Row) => boolean;
}

interface Chosen<Row> {
  /** Of the page that is shown; what leaves it is chosen no more. */
  readonly rows: readonly Row[];
  readonly has: (row: Row) => boolean;
  readonly choose: (rows: readonly Row[], isChosen: boolean) => void;
}

/** Which rows of a page are chosen. */
export function useChosen<Row>(page: readonly Row[], rowId: (row: Row) => string): Chosen<Row> {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    rows: page.filter((row) => ids.has(rowId(row))),
    has: (row) => ids.has(rowId(row)),
    choose: (rows, isChosen) => {
      const next = new Set(page.map(rowId).filter((id) => ids.has(id)));
      for (const row of rows) {
        if (isChosen) next.add(rowId(row));
        else next.delete(rowId(row));
      }
      setIds(next);
    },
  };
}

interface CheckboxProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly isPartly?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

function Checkbox({ label, isChecked, isPartly = false, onChange }: CheckboxProps) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      title={label}
      checked={isChecked}
      ref={(box) => {
        if (box) box.indeterminate = isPartly;
      }}
      onChange={({ target }) => onChange(target.checked)}
      className="block size-4 accent-accent"
    />
  );
}

interface ChooseProps<Row> {
  readonly selection: Selection<Row>;
  readonly chosen: Chosen<Row>;
}

const LOOK = "w-px py-2.5 pr-0 pl-4 align-middle";

/** The heading above the boxes, which takes the whole page. */
export function ChooseAll<Row>({ page, selection, chosen }: ChooseProps<Row> & { readonly page: readonly Row[] }) {
  const able = page.filter((row) => selection.mayDelete?.(row) ?? true);
  const isAll = able.length > 0 && chosen.rows.length === able.length;
  return (
    <th scope="col" className={LOOK}>
      <Checkbox
        label={words.chooseAll}
        isChecked={isAll}
        isPartly={!isAll && chosen.rows.length > 0}
        onChange={(isChecked) => chosen.choose(able, isChecked)}
      />
    </th>
  );
}

export function ChooseRow<Row>({ row, selection, chosen }: ChooseProps<Row> & { readonly row: Row }) {
  const mayBe = selection.mayDelete?.(row) ?? true;
  return (
    <td className={LOOK}>
      {mayBe && (
        <Checkbox
          label={words.chooseOne(selection.nameOf(row))}
          isChecked={chosen.has(row)}
          onChange={(isChecked) => chosen.choose([row], isChecked)}
        />
      )}
    </td>
  );
}

/** What is chosen, and what can be done with it. */
export function ChosenBar<Row>({ selection, chosen }: ChooseProps<Row>) {
  const [isAsking, setAsking] = useState(false);
  const { rows } = chosen;
  if (rows.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b bg-accent-soft px-4 py-2 text-sm">
      <span role="status" className="mr-auto">
        {words.chosen(rows.length)}
      </span>
      <Button onClick={() => setAsking(true)}>
        <Trash2 aria-hidden className="size-4" />
        {words.deleteChosen}
      </Button>
      <Button variant="ghost" onClick={() => chosen.choose(rows, false)}>
        {words.chooseNone}
      </Button>
      {isAsking && selection.ask(rows, () => setAsking(false))}
    </div>
  );
}

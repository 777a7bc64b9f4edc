import type { QueryObserverResult } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { FieldValues, UseFormReturn } from "react-hook-form";
import { ApiError, isNotFound } from "~/api/errors.ts";
import { type IfMatch, ifMatch, versionOf } from "~/api/versions.ts";
import { text } from "~/text/index.ts";
import { SidePanel } from "~/ui/side-panel.tsx";
import { toast } from "~/ui/toaster.tsx";
import type { LoggedItem } from "./author.ts";
import { Form, type FormProps } from "./form.tsx";
import { Gone, OtherEdit } from "./other-edit.tsx";
import { sameValue } from "./same-value.ts";

const PRECONDITION_FAILED = 412;

interface Answer<Item> {
  readonly data: Item;
}

/** A query for one item; it is kept current while the form is open. */
interface ItemQuery<Item> {
  readonly data: Answer<Item>;
  /** When `data` was read, in milliseconds. */
  readonly dataUpdatedAt: number;
  readonly error: unknown;
  readonly refetch: () => Promise<QueryObserverResult<Answer<Item>, unknown>>;
}

/** What is written over. */
export interface Seen<Item> {
  readonly item: Item;
  /** Names its version to the portal. */
  readonly header: IfMatch;
}

interface EditFormProps<T extends FieldValues, Item>
  extends Omit<FormProps<T>, "defaultValues" | "submitLabel" | "onSubmit" | "onCancel"> {
  readonly item: LoggedItem;
  readonly query: ItemQuery<Item>;
  readonly toForm: (item: Item) => T;
  readonly onSubmit: (values: T, seen: Seen<Item>) => Promise<unknown>;
  /** Said in passing once it is saved. */
  readonly saved: string;
  /** Makes another item of what was typed, where this one is gone; undefined where that makes no sense. */
  readonly onCreate?: (values: T) => Promise<unknown>;
}

interface EditPanelProps<T extends FieldValues, Item> extends EditFormProps<T, Item> {
  readonly title: string;
  readonly description?: string;
  readonly onClose: () => void;
}

/** A form for an item that is there, over its page. Where the page turns to another item, the form begins anew. */
export function EditPanel<T extends FieldValues, Item>({
  title,
  description,
  onClose,
  ...form
}: EditPanelProps<T, Item>) {
  return (
    <SidePanel title={title} description={description} onClose={onClose}>
      <ItemForm<T, Item> key={form.item.id} {...form} onCancel={onClose} onSaved={onClose} />
    </SidePanel>
  );
}

/** The same as a part of its page. It begins anew with what was saved. */
export function EditForm<T extends FieldValues, Item>(props: EditFormProps<T, Item>) {
  return <ItemForm<T, Item> key={props.item.id} {...props} />;
}

interface ItemFormProps<T extends FieldValues, Item> extends EditFormProps<T, Item> {
  readonly onCancel?: () => void;
  /** Leaves the form. */
  readonly onSaved?: () => void;
}

/** What is to be done with what was typed, where it is not simply saved. */
type Decision = "overwrite" | "create";

/**
 * Writes over nothing that was not seen: where somebody else changed or deleted the item since the form began, it says
 * so, before or at the latest when it is saved, and asks.
 */
function ItemForm<T extends FieldValues, Item>(props: ItemFormProps<T, Item>) {
  const { item, query, toForm, onSubmit, saved, onCreate, onSaved, children, ...form } = props;
  const now = stateOf(query.data, query.dataUpdatedAt, toForm);
  const [base, setBase] = useState(now);
  const [isSaving, setSaving] = useState(false);
  const decision = useRef<Decision>(undefined);
  const notice = useRef<HTMLElement>(null);
  const isGone = isNotFound(query.error);
  // What the form does not show may change as it likes. What was saved here comes a moment later by the query.
  const isOther = now.readAt > base.readAt && !sameValue(base.values, now.values);

  /** Gives false where the item is no longer what the form knows; the notice then says so. */
  const save = async (values: T, { seen }: typeof now): Promise<boolean> => {
    try {
      await onSubmit(values, seen);
      return true;
    } catch (error) {
      if (!isNotFound(error) && !isOutdated(error)) throw error;
      const { data, dataUpdatedAt, error: missing } = await query.refetch();
      if (isNotFound(missing)) return false;
      if (isNotFound(error) || !data) throw error;
      const newest = stateOf(data, dataUpdatedAt, toForm);
      return sameValue(newest.values, now.values) ? save(values, newest) : false;
    }
  };
  const beginAnew = async ({ reset }: UseFormReturn<T>) => {
    const { data, dataUpdatedAt } = await query.refetch();
    const newest = data ? stateOf(data, dataUpdatedAt, toForm) : now;
    reset(newest.values);
    setBase(newest);
  };
  const submit = async (values: T, context: UseFormReturn<T>) => {
    const decided = decision.current;
    decision.current = undefined;
    if (isGone && decided === "create") {
      await onCreate?.(values);
      return;
    }
    if (isGone || (isOther && decided !== "overwrite")) return notice.current?.focus();
    setSaving(true);
    try {
      if (!(await save(values, now))) return;
      toast(saved);
      await beginAnew(context);
    } finally {
      setSaving(false);
    }
    onSaved?.();
  };
  const decide = (what: Decision) => () => {
    decision.current = what;
  };
  return (
    <Form<T> {...form} defaultValues={base.values} submitLabel={text.common.save} onSubmit={submit}>
      {isGone && <Gone place={notice} item={item} onCreate={onCreate && decide("create")} />}
      {isOther && !isGone && !isSaving && (
        <OtherEdit
          place={notice}
          item={item}
          base={base.values}
          theirs={now.values}
          onSeen={() => setBase(now)}
          onOverwrite={decide("overwrite")}
        />
      )}
      {children}
    </Form>
  );
}

function stateOf<T, Item>(answer: Answer<Item>, readAt: number, toForm: (item: Item) => T) {
  const seen: Seen<Item> = { item: answer.data, header: ifMatch(versionOf(answer)) };
  return { seen, readAt, values: toForm(answer.data) };
}

function isOutdated(error: unknown): boolean {
  return error instanceof ApiError && error.status === PRECONDITION_FAILED;
}

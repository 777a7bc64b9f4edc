import { type LinkProps, Outlet } from "@tanstack/react-router";
import { ArrowLeft, Check, CircleHelp, Copy, type LucideIcon, Pencil, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { isNotFound } from "~/api/errors.ts";
import { useMayNotRead } from "~/api/me.ts";
import { Notice } from "~/forms/notice.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Button } from "./button.tsx";
import { type Fact, Facts } from "./facts.tsx";
import { LinkButton } from "./link-button.tsx";
import { Page } from "./page.tsx";
import { useCopy } from "./use-copy.ts";

/** How it is known that the item is still there, and where others like it are. */
interface Presence {
  /** The table that it is in, as the change log names it. */
  readonly object: string;
  /** Of the query for it, which is kept current. */
  readonly error: unknown;
  readonly list: Pick<LinkProps, "to">;
}

/** Something to do with an item, asked about before it is done. */
export interface ItemAction {
  /** Its name in the address, `?ask=`, where a link may lead to the question. */
  readonly name?: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly whyNot?: string | undefined;
  /** The question. It stands until it calls `close`. */
  readonly ask: (close: () => void) => ReactNode;
}

interface ItemPageProps {
  /** By which the API knows it. */
  readonly id: string;
  /** The item's name. */
  readonly title: string;
  readonly presence: Presence;
  /** Its state in a word, or a sentence about it. */
  readonly intro?: ReactNode;
  /** Where it is changed; nothing where it cannot be. */
  readonly edit?: Pick<LinkProps, "to" | "params"> & { readonly whyNot?: string | undefined };
  /** Where it is explained who may reach what. */
  readonly why?: Pick<LinkProps, "to" | "params">;
  /** What else can be done with it, between Edit and Delete. */
  readonly actions?: readonly ItemAction[];
  /** Says what goes with it before it goes. */
  readonly remove?: Pick<ItemAction, "whyNot" | "ask">;
  readonly facts?: readonly Fact[];
  /** Sections, each with a heading of its own. */
  readonly children?: ReactNode;
}

/** The page of one item: what it is, what can be done with it, what belongs to it. Its forms slide over. */
export function ItemPage(props: ItemPageProps) {
  const { id, title, presence, intro, edit, why, actions = [], remove, facts, children } = props;
  const [asked, setAsked] = useState<number>();
  const all = remove ? [...actions, { label: text.common.delete, icon: Trash2, ...remove }] : actions;
  // By place, since the label of what switches something changes while it is asked about.
  const { state, setState } = useListState();
  const linked = all.find(({ name, whyNot }) => name !== undefined && name === state.ask && !whyNot);
  const question = linked ?? all.find((_, place) => place === asked);
  const close = () => (linked ? setState({ ask: undefined }) : setAsked(undefined));
  // Whoever is being asked may be the one who deletes it, and is about to leave.
  const isGone = isNotFound(presence.error) && !question;
  const toDo = (
    <>
      <CopyId id={id} />
      {why && <WhyLink {...why} />}
      {edit && <EditLink {...edit} />}
      {all.map(({ label, icon: Icon, whyNot }, place) => (
        <Button key={label} onClick={() => setAsked(place)} disabledReason={whyNot}>
          <Icon aria-hidden className="size-4" />
          {label}
        </Button>
      ))}
    </>
  );
  return (
    <Page title={title} intro={intro} actions={!isGone && toDo}>
      {isGone && <Gone id={id} presence={presence} />}
      {facts && <Facts facts={facts} />}
      {!isGone && children}
      {question?.ask(close)}
      <Outlet />
    </Page>
  );
}

/** Somebody else deleted it while its page was open. */
function Gone({ id, presence: { object, list } }: Pick<ItemPageProps, "id" | "presence">) {
  return (
    <div className="mb-6">
      <Notice item={{ object, id }} operation="delete" title={text.forms.itemDeleted}>
        <p className="mt-1">{text.forms.asItWas}</p>
        <LinkButton {...list} className="mt-3">
          <ArrowLeft aria-hidden className="size-4" />
          {text.forms.backToList}
        </LinkButton>
      </Notice>
    </div>
  );
}

function CopyId({ id }: Pick<ItemPageProps, "id">) {
  const { isCopied, copy } = useCopy(id);
  const Icon = isCopied ? Check : Copy;
  return (
    <Button
      variant="ghost"
      aria-label={isCopied ? text.common.copiedId : text.common.copyId}
      title={id}
      onClick={copy}
      className="px-2"
    >
      <Icon aria-hidden className="size-4" />
      {text.common.id}
    </Button>
  );
}

function EditLink({ to, params, whyNot }: NonNullable<ItemPageProps["edit"]>) {
  return (
    <LinkButton to={to} params={params} disabledReason={whyNot}>
      <Pencil aria-hidden className="size-4" />
      {text.common.edit}
    </LinkButton>
  );
}

function WhyLink(link: NonNullable<ItemPageProps["why"]>) {
  return (
    <LinkButton {...link} disabledReason={useMayNotRead("everything")}>
      <CircleHelp aria-hidden className="size-4" />
      {text.why.title}
    </LinkButton>
  );
}

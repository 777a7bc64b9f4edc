import { TriangleAlert } from "lucide-react";
import { type ReactNode, type RefObject, useEffect } from "react";
import { text } from "~/text/index.ts";
import { Since } from "~/ui/since.tsx";
import { type LoggedItem, useAuthor } from "./author.ts";

interface NoticeProps {
  readonly item: LoggedItem;
  readonly operation: "update" | "delete";
  readonly title: (who: string) => string;
  /** Where it may get the focus. */
  readonly place?: RefObject<HTMLElement | null>;
  readonly children?: ReactNode;
}

/** What somebody else did to an item that is open here, who it was and when. */
export function Notice({ item, operation, title: titleOf, place, children }: NoticeProps) {
  const author = useAuthor(item, operation);
  // Whoever saved has the button in sight, not the beginning of the form.
  useEffect(() => {
    place?.current?.scrollIntoView({ block: "nearest" });
  }, [place]);
  const title = titleOf(author?.name ?? text.forms.somebody);
  return (
    <section
      ref={place}
      tabIndex={place && -1}
      aria-label={title}
      className="rounded-md bg-warn-soft px-4 py-3 text-sm text-warn"
    >
      <p role="alert" className="flex gap-2 font-medium">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          {title}{" "}
          {author && (
            <span className="font-normal">
              (<Since at={author.at} />)
            </span>
          )}
        </span>
      </p>
      {children}
    </section>
  );
}

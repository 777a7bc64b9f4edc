import { createLink } from "@tanstack/react-router";
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonVariant, buttonClass } from "./button.tsx";
import { Tooltip } from "./tooltip.tsx";

interface AnchorProps extends ComponentProps<"a"> {
  readonly variant?: ButtonVariant;
  /** Why it leads nowhere now. */
  readonly disabledReason?: ReactNode;
}

function Anchor({ variant = "secondary", disabledReason, className, href, onClick, ...props }: AnchorProps) {
  const look = clsx(buttonClass(variant), className);
  if (!disabledReason) return <a {...props} href={href} onClick={onClick} className={look} />;
  return (
    <Tooltip text={disabledReason}>
      <button type="button" aria-disabled className={look}>
        {props.children}
      </button>
    </Tooltip>
  );
}

/** Looks like a button, and goes somewhere: it can be opened in another tab. */
export const LinkButton = createLink(Anchor);

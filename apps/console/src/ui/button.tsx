import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Tooltip } from "./tooltip.tsx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";

const VARIANTS: Readonly<Record<ButtonVariant, string>> = {
  primary: "bg-accent text-accent-ink hover:bg-accent-hover",
  secondary: "border border-line bg-surface text-ink hover:bg-raised",
  ghost: "text-ink-soft hover:bg-raised hover:text-ink",
  danger: "bg-bad text-white hover:opacity-90 dark:text-black",
};

interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  readonly variant?: ButtonVariant;
  readonly busy?: boolean;
  /** Why it cannot be used now. Shown to whoever tries, so that no control is dead without a word. */
  readonly disabledReason?: ReactNode;
}

export function buttonClass(variant: ButtonVariant): string {
  return clsx(
    "inline-flex h-9 items-center justify-center gap-2 rounded-md px-3.5 font-medium text-sm whitespace-nowrap",
    "transition-colors aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
    VARIANTS[variant],
  );
}

/** A button that stays reachable by keyboard when it cannot be used, and says why. */
export function Button({
  variant = "secondary",
  busy = false,
  disabledReason,
  className,
  onClick,
  ...props
}: ButtonProps) {
  const isOff = busy || Boolean(disabledReason);
  const button = (
    <button
      type="button"
      {...props}
      aria-disabled={isOff || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onClick?.(event);
      }}
      className={clsx(buttonClass(variant), className)}
    />
  );
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}

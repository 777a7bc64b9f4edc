import { Check, Copy } from "lucide-react";
import { text } from "~/text/index.ts";
import { Button } from "./button.tsx";
import { useCopy } from "./use-copy.ts";

/** Text for a terminal, with a button that copies it. */
export function CodeBlock({ code }: { readonly code: string }) {
  const { isCopied, copy } = useCopy(code);
  return (
    <div className="relative rounded-md border border-line bg-raised">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="max-h-96 overflow-auto p-3 pr-12 font-mono text-xs leading-relaxed">
        {code}
      </pre>
      <Button
        variant="ghost"
        className="absolute top-1.5 right-1.5 h-8 bg-raised px-2"
        aria-label={isCopied ? text.common.copied : text.common.copy}
        onClick={copy}
      >
        {isCopied ? <Check aria-hidden className="size-4 text-good" /> : <Copy aria-hidden className="size-4" />}
      </Button>
    </div>
  );
}

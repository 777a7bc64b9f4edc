import { text } from "~/text/index.ts";
import { CodeBlock } from "~/ui/code-block.tsx";
import { usePortalAddress } from "./portal-address.ts";

const { devices: words } = text;
const INSTALL = "cd /opt/firezone && sudo npm ci && sudo npm run build";

/** What has to be there before a command of ours can work on another machine. */
export function Preparation() {
  const { apiUrl, isThisMachineOnly } = usePortalAddress();
  return (
    <>
      {isThisMachineOnly && (
        <p role="note" className="mb-4 rounded-md bg-warn-soft px-3 py-2.5 text-sm text-warn">
          {words.loopback(apiUrl)}
        </p>
      )}
      <h3 className="mb-1 font-medium text-sm">{words.first}</h3>
      <p className="mb-2 text-ink-soft text-sm">{words.firstHint}</p>
      <CodeBlock code={INSTALL} />
      <h3 className="mt-5 mb-2 font-medium text-sm">{words.second}</h3>
    </>
  );
}

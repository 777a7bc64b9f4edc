import { text } from "~/text/index.ts";
import { usePortalAddress } from "./portal-address.ts";

/** Says so where commands name an address that is of no use on another machine. */
export function LoopbackNote() {
  const { apiUrl, isThisMachineOnly } = usePortalAddress();
  if (!isThisMachineOnly) return null;
  return (
    <p role="note" className="mb-4 rounded-md bg-warn-soft px-3 py-2.5 text-sm text-warn">
      {text.devices.loopback(apiUrl)}
    </p>
  );
}

import { useNavigate } from "@tanstack/react-router";
import { accountSlug } from "~/account.ts";
import { text } from "~/text/index.ts";
import { SidePanel } from "~/ui/side-panel.tsx";
import { clientCommands } from "./client-commands.ts";
import { CommandTabs } from "./command-tabs.tsx";
import { usePortalAddress } from "./portal-address.ts";
import { Preparation } from "./preparation.tsx";

const { devices: words } = text;

/** How a person or a machine gets onto the list of clients. */
export function ConnectClient() {
  const navigate = useNavigate();
  const { apiUrl } = usePortalAddress();
  const close = () => void navigate({ to: "/clients", search: (before) => before });
  return (
    <SidePanel title={words.connect} description={words.connectIntro} onClose={close}>
      <Preparation />
      <CommandTabs label={words.connect} commands={clientCommands(apiUrl, accountSlug)} />
    </SidePanel>
  );
}

// A machine of the lab at whose prompt a person types: this repository lies in /opt/firezone, as a checkout would, and what
// is written to /etc, /usr, /var, /run and /tmp is gone with the machine. `sudo` is there for those who have it in their
// fingers, and a `systemctl` that does what an init system would: it starts a unit's program, here in the foreground.
import { join } from "node:path";
import type { Host } from "../network/host.ts";
import { LabProcess } from "../network/process.ts";

const REPOSITORY = join(import.meta.dirname, "../../..");
const DISK = "/mnt";

/** In the mount namespace that `ip netns exec` makes: nothing of it is seen from outside. */
const BOOT = `set -e
mount -t tmpfs tmpfs ${DISK}
mount -t tmpfs tmpfs /opt
mkdir /opt/firezone
mount --bind "$REPOSITORY" /opt/firezone
cp /etc/resolv.conf ${DISK}/resolv.conf
umount /etc/resolv.conf
for folder in /etc /usr /var; do
  mkdir -p ${DISK}/upper$folder ${DISK}/work$folder
  mount -t overlay overlay -o lowerdir=$folder,upperdir=${DISK}/upper$folder,workdir=${DISK}/work$folder $folder
done
rm -f /etc/resolv.conf
cp ${DISK}/resolv.conf /etc/resolv.conf
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
if ! command -v sudo > /dev/null; then
  printf '#!/bin/sh\\nexec env "$@"\\n' > /usr/local/bin/sudo
  chmod 755 /usr/local/bin/sudo
fi
printf '%s\\n' "$SYSTEMCTL" > /usr/local/bin/systemctl
chmod 755 /usr/local/bin/systemctl
echo booted
exec sleep infinity`;

/** Settings and credentials reach the program as systemd.exec(5) says; what only changes files is left to the real one. */
const SYSTEMCTL = `#!/bin/sh
[ "$1" = restart ] || exec /usr/bin/systemctl "$@"
unit=/usr/lib/systemd/system/$2.service
export CREDENTIALS_DIRECTORY=/run/credentials/$2.service
mkdir -p "$CREDENTIALS_DIRECTORY"
sed -n 's/^LoadCredential=\\(.*\\):/\\1 /p' "$unit" | while read -r name file; do
  install -m 400 "$file" "$CREDENTIALS_DIRECTORY/$name"
done
set -a
for file in $(sed -n 's/^EnvironmentFile=-*//p' "$unit"); do . "$file"; done
exec $(sed -n 's/^ExecStart=//p' "$unit")`;

export class Machine {
  readonly host: Host;
  readonly #holder: LabProcess;

  private constructor(host: Host, holder: LabProcess) {
    this.host = host;
    this.#holder = holder;
  }

  static async boot(host: Host): Promise<Machine> {
    const holder = host.start("machine", "bash", ["-c", BOOT], { env: { REPOSITORY, SYSTEMCTL } });
    await holder.line(/^booted/);
    return new Machine(host, holder);
  }

  /** What opens a prompt of this machine in a terminal of the one that the lab is on. */
  get prompt(): string {
    return `nsenter --target ${this.#holder.pid} --mount --net bash`;
  }

  /** Types a command, which runs until it ends or is stopped, or the lab is removed. */
  type(command: string): LabProcess {
    const words = ["--target", String(this.#holder.pid), "--mount", "--net", "bash", "-c", command];
    return new LabProcess(`${this.host.name}$`, "nsenter", words);
  }

  /** Types a command and waits for its end. @throws Error with what it printed where it fails */
  async run(command: string): Promise<string> {
    const typed = this.type(command);
    const { code } = await typed.exited;
    if (code !== 0) throw new Error(`${command}: exit code ${code}\n${typed.output}`);
    return typed.output;
  }
}

import type { OfferedPackage } from "./use-packages.ts";

type Packages = readonly [OfferedPackage, ...OfferedPackage[]];

/** How a machine gets the package from the portal, checks it and makes use of it; each goes on with the next line. */
export interface PackageCommands {
  readonly install: string;
  /** Into a new folder, which is then the current one; nothing is installed. */
  readonly unpack: string;
  /** Into that folder, without the tools of Debian. */
  unpackAnywhere(folder: string): string;
  /** A container image called `firezone`. */
  readonly image: string;
}

const ARCHITECTURE = "$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')";

/** `apiUrl` is the portal as devices dial it: what they dial can be fetched from. */
export function packageCommands(apiUrl: string, packages: Packages): PackageCommands {
  const { origin } = new URL(apiUrl.replace(/^ws/, "http"));
  const file = fileName(packages, ARCHITECTURE);
  const url = `${origin}/download/${file}`;
  const check = `${sumsOf(packages, "")} &&`;
  // Debian has this one from the start, and not always curl.
  const fetch = `cd "$(mktemp -d)" &&\n/usr/lib/apt/apt-helper download-file "${url}" "${file}" &&\n${check}`;
  const fetchAnywhere = `cd "$(mktemp -d)" &&\ncurl -fsSLO "${url}" &&\n${check}`;
  return {
    install: `${fetch}\nsudo apt-get update && sudo apt-get install -y "./${file}" &&`,
    unpack: `${fetch}\ndpkg-deb -x "${file}" . &&`,
    unpackAnywhere: (folder) =>
      `${fetchAnywhere}\nar x "${file}" && sudo mkdir -p ${folder} && sudo tar -xf data.tar.* -C ${folder} &&`,
    image: imageOf(origin, packages),
  };
}

export function isOffered(packages: readonly OfferedPackage[]): packages is Packages {
  return packages.length > 0;
}

/** `architecture` finds it out on the machine, where there is more than one to choose from. */
function fileName(packages: Packages, architecture: string): string {
  return packages.length === 1 ? packages[0].name : `firezone_${architecture}.deb`;
}

function sumsOf(packages: Packages, folder: string): string {
  const sums = packages.map(({ name, sha256 }) => `'${sha256}  ${folder}${name}'`).join(" ");
  return `printf '%s\\n' ${sums} | sha256sum -c --ignore-missing`;
}

function imageOf(origin: string, packages: Packages): string {
  return `docker build -t firezone - <<'EOF' &&
FROM debian:stable-slim
ARG TARGETARCH
ADD ${origin}/download/${fileName(packages, "$TARGETARCH")} /tmp/
RUN ${sumsOf(packages, "/tmp/")} \\
 && apt-get update && apt-get install -y --no-install-recommends /tmp/firezone_*.deb \\
 && rm -rf /tmp/firezone_*.deb /var/lib/apt/lists/*
EOF`;
}

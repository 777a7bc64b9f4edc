import type { Resource } from "~/api/types.ts";

export type Protocol = Resource["filters"][number]["protocol"];
/** What a person makes; pools and the Internet have ways of their own. */
export type EditableType = "dns" | "cidr" | "ip";

/** The form of a resource: ports are typed as one line. */
export interface ResourceValues {
  readonly type: EditableType;
  readonly name: string;
  readonly address: string;
  readonly address_description: string;
  readonly ip_stack: "dual" | "ipv4_only" | "ipv6_only";
  readonly site_id: string;
  readonly is_requestable: boolean;
  readonly filters: { readonly protocol: Protocol; readonly ports: string }[];
}

export const NEW_RESOURCE: ResourceValues = {
  type: "dns",
  name: "",
  address: "",
  address_description: "",
  ip_stack: "dual",
  site_id: "",
  is_requestable: false,
  filters: [],
};

export function toForm(resource: Resource): ResourceValues {
  const { type, name, address, address_description: description, ip_stack, site_id, filters } = resource;
  return {
    type: type === "cidr" || type === "ip" ? type : "dns",
    name,
    address: address ?? "",
    address_description: description ?? "",
    ip_stack: ip_stack ?? "dual",
    site_id: site_id ?? "",
    is_requestable: resource.is_requestable ?? false,
    filters: filters.map(({ protocol, ports }) => ({ protocol, ports: (ports ?? []).join(", ") })),
  };
}

export function toBody({ ip_stack, filters, ...values }: ResourceValues) {
  return {
    ...values,
    ...(values.type === "dns" ? { ip_stack } : {}),
    filters: filters.map(({ protocol, ports }) => ({
      protocol,
      ports:
        protocol === "icmp"
          ? []
          : ports
              .split(",")
              .map((port) => port.trim())
              .filter((port) => port !== ""),
    })),
  };
}

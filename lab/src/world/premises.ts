// The networks of the lab's company: an office behind a router, homes behind others, the internet between them, and the
// services that are there without us: DNS, the office's web server.
import type { Impairment } from "../impairment/impairment.ts";
import type { Host } from "../network/host.ts";
import type { Network, Segment } from "../network/network.ts";
import { makeNatRouter, type NatKind } from "../network/router.ts";
import * as at from "./addresses.ts";
import { OFFICE_ZONE } from "./office-zone.ts";
import { SERVICES } from "./programs.ts";

export interface PremisesOptions {
  readonly officeNat?: NatKind;
  readonly homeNat?: NatKind;
  readonly relays?: 1 | 2;
  readonly gateways?: 1 | 2;
  /** Another machine in the office on which nothing runs. */
  readonly spare?: boolean;
  /** Of the laptop's own link. */
  readonly laptopLink?: Impairment;
}

export class Premises {
  readonly network: Network;
  readonly internet: Segment;
  readonly home: Segment;
  readonly cafe: Segment;
  readonly portal: Host;
  readonly relays: Host[] = [];
  readonly gateways: Host[] = [];
  /** Where it was asked for. */
  spare: Host | undefined;
  readonly web: Host;
  readonly laptop: Host;
  readonly #options: PremisesOptions;
  /** Services that were started, until they serve. */
  readonly #serving: Promise<unknown>[] = [];

  constructor(network: Network, options: PremisesOptions) {
    this.network = network;
    this.#options = options;
    this.internet = this.network.segment("internet");
    this.home = this.network.segment("home");
    this.cafe = this.network.segment("cafe");
    this.portal = this.network.host("portal");
    this.web = this.network.host("web");
    this.laptop = this.network.host("laptop");
  }

  /** Portal, relays and a resolver on the internet. */
  async buildInternet(): Promise<void> {
    await this.internet.plug(this.portal, "eth0", { addresses: [`${at.PORTAL_IP}/24`] });
    for (let i = 0; i < (this.#options.relays ?? 1); i++) {
      const relay = this.network.host(`relay${i + 1}`);
      await this.internet.plug(relay, "eth0", { addresses: [`${at.RELAY_IPS[i]}/24`] });
      this.relays.push(relay);
    }
    const dns = this.network.host("ispdns");
    await this.internet.plug(dns, "eth0", { addresses: [`${at.ISP_DNS_IP}/24`] });
    const zone = [{ name: at.PUBLIC_NAME, type: "A", ttl: 60, data: at.PORTAL_IP }];
    this.#serve(dns, SERVICES.dns, ["--zone", JSON.stringify(zone)], /^DNS server/);
  }

  /** Gateways, web server and resolver behind the office's router. */
  async buildOffice(): Promise<void> {
    const office = this.network.segment("office");
    const router = this.network.host("officerouter");
    await this.internet.plug(router, "wan", { addresses: [`${at.OFFICE_WAN_IP}/24`] });
    await office.plug(router, "lan", { addresses: [`${at.OFFICE_ROUTER_IP}/24`] });
    makeNatRouter(router, "wan", this.#options.officeNat ?? "endpoint-independent");
    for (let i = 0; i < (this.#options.gateways ?? 1); i++) {
      const gateway = this.network.host(`gateway${i + 1}`);
      const addresses = [`${at.GATEWAY_IPS[i]}/24`, `${at.GATEWAY_IPS6[i]}/64`];
      await office.plug(gateway, "eth0", { addresses, via: [at.OFFICE_ROUTER_IP] });
      gateway.setNameservers([at.OFFICE_DNS_IP]);
      this.gateways.push(gateway);
    }
    if (this.#options.spare) {
      this.spare = this.network.host("spare");
      await office.plug(this.spare, "eth0", { addresses: [`${at.SPARE_IP}/24`], via: [at.OFFICE_ROUTER_IP] });
      this.spare.setNameservers([at.OFFICE_DNS_IP]);
    }
    await office.plug(this.web, "eth0", {
      addresses: [`${at.WEB_IP}/24`, `${at.WEB_IP6}/64`, `${at.OFFICE_DNS_IP}/24`],
      via: [at.OFFICE_ROUTER_IP],
    });
    this.#serve(this.web, SERVICES.web, ["--name", at.INTRANET], /^web server/);
    const zone = JSON.stringify(OFFICE_ZONE);
    this.#serve(this.web, SERVICES.dns, ["--address", at.OFFICE_DNS_IP, "--zone", zone], /^DNS server/);
  }

  /** A home with the laptop in it, and a café. */
  async buildHomes(): Promise<void> {
    const nat = this.#options.homeNat ?? "endpoint-independent";
    await this.#homeRouter("homerouter", this.home, at.HOME_WAN_IP, at.HOME_ROUTER_IP, nat);
    await this.#homeRouter("caferouter", this.cafe, at.CAFE_WAN_IP, at.CAFE_ROUTER_IP, nat);
    const { laptopLink } = this.#options;
    await this.home.plug(this.laptop, "eth0", {
      addresses: [`${at.LAPTOP_IP}/24`],
      via: [at.HOME_ROUTER_IP],
      ...(laptopLink ? { impairment: laptopLink } : {}),
    });
    this.laptop.setNameservers([at.ISP_DNS_IP]);
  }

  /** Waits until every service serves. */
  async open(): Promise<void> {
    await Promise.all(this.#serving);
  }

  /** Unplugs the laptop at home and plugs it in at the café. */
  async moveLaptopToCafe(): Promise<void> {
    this.home.unplug(this.laptop, "eth0");
    await this.cafe.plug(this.laptop, "eth0", { addresses: [`${at.CAFE_LAPTOP_IP}/24`], via: [at.CAFE_ROUTER_IP] });
  }

  async #homeRouter(name: string, lan: Segment, wanIp: string, lanIp: string, nat: NatKind): Promise<void> {
    const router = this.network.host(name);
    await this.internet.plug(router, "wan", { addresses: [`${wanIp}/24`] });
    await lan.plug(router, "lan", { addresses: [`${lanIp}/24`] });
    makeNatRouter(router, "wan", nat);
  }

  #serve(host: Host, script: string, words: readonly string[], ready: RegExp): void {
    const serving = host.startNode("service", script, words).line(ready);
    // Whoever awaits `open` is told.
    serving.catch(() => undefined);
    this.#serving.push(serving);
  }
}

import {
  type ClientConnectParams,
  type ConnectParams,
  clientAbilities,
  clientConnectParams,
  gatewayConnectParams,
  parseUserAgent,
  relayConnectParams,
  type TokenType,
  type Topic,
} from "@fz/wire";
import { auditSubject, type ClientSubject } from "../authorizations/client-subject.ts";
import type { Context } from "../context.ts";
import { hardwareColumns, type KnownClient } from "../devices/connecting-clients.ts";
import { newClient, newGateway } from "../devices/enrolment.ts";
import { type Session, sessionColumns } from "../devices/session.ts";
import { type ConnectedDevice, connectOwnedGateway, connectSiteGateway, findSiteGateway } from "../devices/store.ts";
import { remoteSubject } from "../logs/store.ts";
import { endRotation, findGatewayToken, findRelayToken } from "../tokens/store.ts";
import { ClientChannel } from "./client-channel.ts";
import { type Channel, DeviceSocket } from "./device-socket.ts";
import { GatewayChannel } from "./gateway-channel.ts";
import { RelayChannel } from "./relay-channel.ts";
import type { AnyChannel } from "./roster.ts";
import { type Accept, type Arrival, ConnectRefused } from "./upgrade.ts";

export async function connectClientSocket(context: Context, arrival: Arrival, accept: Accept): Promise<void> {
  const connect = clientConnectParams(arrival.request.query);
  const token = readToken(context, "client", arrival);
  const externalId = connect.ok ? connect.params.externalId : null;
  const known = await context.deviceQueries.connectingClient.ask({ token, externalId });
  if (arrival.isGone()) return;
  if (!known) throw invalidToken();
  const { owner } = known;
  if (owner.users_limit_exceeded || owner.service_accounts_limit_exceeded) {
    throw new ConnectRefused("limits_exceeded", "The account is over its limits.");
  }
  const params = checked(connect);
  const userAgent = parseUserAgent(arrival.userAgent);
  const { version } = userAgent;
  if (version === null) throw new ConnectRefused("invalid_connect_params", "user_agent is invalid");
  const session: Session = {
    remote: arrival.remote,
    userAgent: arrival.userAgent,
    version,
    publicKey: params.publicKey,
  };
  const accountId = owner.account_id;
  const lease = await context.accounts.acquire(accountId);
  if (!lease) throw invalidToken();
  try {
    const device = await clientDevice(context, known, params, session);
    const subject: ClientSubject = {
      actor: {
        id: owner.actor_id,
        type: owner.actor_type,
        name: owner.actor_name,
        email: owner.actor_email,
        is_disabled: false,
      },
      tokenId: owner.token_id,
      authProviderId: owner.auth_provider_id,
      tokenExpiresAt: Date.parse(owner.expires_at),
      device,
      addresses: device,
      isVerified: device.verified_at !== null,
      session,
      version,
      userAgent,
      abilities: clientAbilities(userAgent),
    };
    recordClientSession(context, subject, params);
    const isOpen = accept((open) => {
      const log = context.log.child({ device: "client", deviceId: device.id, accountId });
      const socket = new DeviceSocket(open, "client", arrival.request.version, log, context.now);
      run(context, socket, new ClientChannel(context, socket, lease.live, subject), lease.release);
    });
    if (!isOpen) lease.release();
  } catch (error) {
    lease.release();
    throw error;
  }
}

/** The client of that actor with that device id, made at its first connection. */
async function clientDevice(
  context: Context,
  { owner, device }: KnownClient,
  params: ClientConnectParams,
  session: Session,
): Promise<ConnectedDevice> {
  if (device) return { ...device, ...hardwareColumns(params) };
  const { account_id: accountId, actor_id: actorId, token_id: tokenId } = owner;
  const connection = { accountId, tokenId, session, now: context.now() };
  return context.deviceQueries.enrolDevice.ask(newClient(connection, actorId, params));
}

function recordClientSession(context: Context, subject: ClientSubject, params: ClientConnectParams): void {
  const { device, session, tokenId } = subject;
  const now = context.now();
  context.sessionWriter.add({
    log: {
      accountId: device.account_id,
      context: "client",
      subject: { ...auditSubject(subject), device_id: device.id, token_id: tokenId },
      now,
    },
    client: {
      ...sessionColumns(session, now),
      ...hardwareColumns(params),
      account_id: device.account_id,
      id: device.id,
      client_token_id: tokenId,
    },
  });
}

export async function connectGatewaySocket(context: Context, arrival: Arrival, accept: Accept): Promise<void> {
  const { db } = context;
  const token = await findGatewayToken(db, readToken(context, "gateway", arrival));
  if (!token) throw invalidToken();
  const params = checked(gatewayConnectParams(arrival.request.query));
  const { version } = parseUserAgent(arrival.userAgent);
  const session: Session = {
    remote: arrival.remote,
    userAgent: arrival.userAgent,
    version,
    publicKey: params.publicKey,
  };
  const accountId = token.account_id;
  const siteId = token.site_id;
  if (siteId === null) throw new ConnectRefused("unhandled_connect_error", "The token's site is gone.");
  const knownId = token.device_id ?? (await findSiteGateway(db, accountId, siteId, params.externalId));
  await refuseTwin(context, accountId, knownId);
  const lease = await context.accounts.acquire(accountId);
  if (!lease) throw invalidToken();
  try {
    const now = context.now();
    const ids = { accountId, siteId, tokenId: token.id };
    const device =
      token.device_id === null
        ? ((await connectSiteGateway(db, ids, params.externalId, session, now)) ??
          (await context.deviceQueries.enrolDevice.ask(newGateway({ ...ids, session, now }, siteId, params))))
        : await connectOwnedGateway(db, { ...ids, deviceId: token.device_id }, session, now);
    if (!device) throw new ConnectRefused("unhandled_connect_error", "The token's gateway is gone.");
    if (token.device_id !== null && token.rotated_at === null) await endRotation(db, accountId, token.device_id);
    const logged = { ...remoteSubject(arrival.remote, arrival.userAgent), gateway_id: device.id, token_id: token.id };
    context.sessionWriter.add({ log: { accountId, context: "gateway", subject: logged, now } });
    const isOpen = accept((open) => {
      const log = context.log.child({ device: "gateway", deviceId: device.id, accountId });
      const socket = new DeviceSocket(open, "gateway", arrival.request.version, log, context.now);
      const connection = { device, siteId, tokenId: token.id, session };
      run(context, socket, new GatewayChannel(context, socket, lease.live, connection), lease.release);
    });
    if (!isOpen) lease.release();
  } catch (error) {
    lease.release();
    throw error;
  }
}

/** The first one stays, unless its end has gone without a word: a restarted gateway must not wait for the timeout. */
async function refuseTwin(context: Context, accountId: string, id: string | undefined): Promise<void> {
  const twin = id === undefined ? undefined : context.roster.gateway(accountId, id);
  if (!twin) return;
  if (await twin.answersPing(context.config.takeoverPingMs)) {
    throw new ConnectRefused("gateway_already_connected", "This gateway is connected already.");
  }
  twin.replace();
}

export async function connectRelaySocket(context: Context, arrival: Arrival, accept: Accept): Promise<void> {
  const token = await findRelayToken(context.db, readToken(context, "relay", arrival));
  if (!token) throw invalidToken();
  const params = checked(relayConnectParams(arrival.request.query));
  accept((open) => {
    const log = context.log.child({ device: "relay" });
    const socket = new DeviceSocket(open, "relay", arrival.request.version, log, context.now);
    const { version } = parseUserAgent(arrival.userAgent);
    const relay = { tokenId: token.id, params, remote: arrival.remote, version };
    run(context, socket, new RelayChannel(context, socket, relay), () => undefined);
  });
}

/** From here on the device hears of the end of its token, whether or not it joins. */
function run<T extends Topic>(
  { roster }: Context,
  socket: DeviceSocket<T>,
  channel: Channel<T> & AnyChannel,
  closed: () => void,
): void {
  roster.addOpen(channel);
  socket.run(channel, () => {
    roster.removeOpen(channel);
    closed();
  });
}

function readToken(context: Context, type: TokenType, { request }: Arrival) {
  const token = context.tokens.read(type, request.token);
  if (!token) throw invalidToken();
  return token;
}

function invalidToken(): ConnectRefused {
  return new ConnectRefused("invalid_token", "The token is not valid.");
}

function checked<T>(parsed: ConnectParams<T>): T {
  if (parsed.ok) return parsed.params;
  throw new ConnectRefused("invalid_connect_params", parsed.detail);
}

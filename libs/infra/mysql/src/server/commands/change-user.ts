import type { VtError } from '@vt/base';
import type { Identity, Peer } from '../../auth/auth-server.ts';
import { Capability } from '../../packets/capabilities.ts';
import { type ComChangeUser, readComChangeUser } from '../../packets/com-change-user.ts';
import type { Connection, PacketConsumer } from '../connection.ts';
import { serverErrors } from '../errors.ts';
import { Login, type LoginHost, makeNonce } from '../login.ts';
import { loginOptionsOf } from '../login-options.ts';

/** The session ends, and another begins if the client is who it says now; else the connection ends. */
export function changeUser<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const packet = readComChangeUser(payload, conn.capabilities);
  if (!(conn.capabilities & Capability.PLUGIN_AUTH)) return conn.answerError(serverErrors.unknownCommand());
  const change = new ChangeUser(conn, packet);
  conn.relogin(change, () => change.start());
}

/**
 * INVARIANT: the response in the command is never looked at. It may answer a nonce of which we no longer know whether it was
 * used; a switch request with a new one comes first.
 */
class ChangeUser<S, P> implements PacketConsumer, LoginHost {
  readonly #conn: Connection<S, P>;
  readonly #packet: ComChangeUser;
  readonly #login: Login;

  constructor(conn: Connection<S, P>, packet: ComChangeUser) {
    this.#conn = conn;
    this.#packet = packet;
    this.#login = new Login(this, loginOptionsOf(conn.context.options), makeNonce());
  }

  get peer(): Peer {
    return this.#conn.peer;
  }

  start(): void {
    const { user, plugin, authResponse, collation, attributes } = this.#packet;
    if (collation !== 0) this.#conn.collation = collation;
    if (attributes.size > 0) this.#conn.attributes = attributes;
    this.#login.begin({ user, plugin: plugin || 'mysql_native_password', response: authResponse }, undefined);
  }

  packet(payload: Buffer): void {
    this.#login.packet(payload);
  }

  oversized(): void {
    this.#conn.fatal(serverErrors.badHandshake());
  }

  send(payload: Uint8Array): void {
    this.#conn.channel.send(payload);
  }

  accepted(identity: Identity): void {
    this.#conn.welcome(identity, this.#packet.database);
  }

  refused(error: VtError): void {
    this.#conn.fatal(error);
  }
}

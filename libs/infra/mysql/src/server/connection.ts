import type { Socket } from 'node:net';
import { toMysqlError, toVtError, VtError } from '@vt/base';
import { emptyOk } from '@vt/sqltypes';
import type { Identity, Peer } from '../auth/auth-server.ts';
import { Capability, Status } from '../packets/capabilities.ts';
import { type EncodeText, writeErr } from '../packets/err.ts';
import type { HandshakeResponse41 } from '../packets/handshake-response41.ts';
import { Channel, type ChannelEvents } from './channel.ts';
import type { ClientConnection } from './client-connection.ts';
import { CommandConsumer } from './commands/consumer.ts';
import { compressionFor } from './compression.ts';
import { serverErrors } from './errors.ts';
import type { LocalInfileReceiver, QueryAttribute } from './handler.ts';
import { Handshake } from './handshake.ts';
import { LocalInfile } from './local-infile.ts';
import type { PacketOutput } from './packet-output.ts';
import { noAttributes, Reply, type ReplyHost, type ReplyOutcome } from './reply.ts';
import type { ServerContext } from './server-context.ts';
import { Statements } from './statements.ts';

/** What takes the client's packets in one phase of the connection. */
export interface PacketConsumer {
  packet(payload: Buffer): void;
  oversized(): void;
  /** The connection ends before it is done. */
  gone?(): void;
}

const noHandshakeAttributes: ReadonlyMap<string, string> = new Map();

const HANDSHAKE_BYTES_MAX = 128 * 1024;
/** The longest that a timer can be set to: 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** One client: who it is, its session, its prepared statements, and the command that runs. */
export class Connection<S, P> implements ClientConnection, ChannelEvents, ReplyHost {
  readonly id: number;
  readonly context: ServerContext<S, P>;
  readonly channel: Channel;
  readonly statements: Statements<P>;
  readonly connectedAtMs: number = Date.now();
  peer: Peer;
  user = '';
  userData = '';
  groups: readonly string[] = [];
  capabilities = 0;
  collation = 0;
  attributes: ReadonlyMap<string, string> = noHandshakeAttributes;
  multiStatements = false;
  statusFlags: number = Status.AUTOCOMMIT;
  endsAfterCommand = false;
  idleTimeoutMs: number | undefined = undefined;
  writeTimeoutMs: number | undefined = undefined;
  resultCollation = 0;
  encodeError: EncodeText | undefined = undefined;
  closed = false;
  /** Since when nothing runs, by the server's coarse clock; while authenticating, since the accept. */
  idleSinceMs: number;
  /** Authenticated, with a session, and told so. */
  established = false;
  #consumer: PacketConsumer;
  #session: { readonly value: S } | undefined;
  #entered: string | undefined;
  #busy = false;
  #reply: Reply | undefined;
  /** The client's file, while it comes. */
  #file: LocalInfile | undefined;
  #isCompressing = false;
  /** Of a connection that has not logged in yet. */
  #acceptedAtMs: number | undefined = performance.now();

  constructor(id: number, accepted: Socket, peer: Peer, context: ServerContext<S, P>) {
    this.id = id;
    this.context = context;
    this.peer = peer;
    this.idleSinceMs = context.nowMs;
    this.statements = new Statements(context.limits.statementsMax);
    this.channel = new Channel(accepted, this, {
      slab: context.slab,
      flushQueue: context.flushQueue,
      payloadBytesMax: HANDSHAKE_BYTES_MAX,
    });
    const handshake = new Handshake(this);
    this.#consumer = handshake;
    handshake.start();
  }

  get output(): PacketOutput {
    return this.channel.output;
  }

  get ready(): boolean {
    return (!this.#busy || this.#file !== undefined) && !this.closed;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get stateMs(): number {
    return this.context.nowMs - this.idleSinceMs;
  }

  /** How long the client has said nothing although it is its turn. */
  get silentMs(): number {
    if (this.#file) return this.channel.isPaused ? 0 : this.context.nowMs - this.#file.heardAtMs;
    return this.#busy ? 0 : this.stateMs;
  }

  /** A client may ask for more time than is usual, not for more than the operator set. */
  get writeMsMax(): number {
    const { limits, options } = this.context;
    const own = this.writeTimeoutMs ?? limits.writeTimeoutMs;
    return Math.min(
      options.writeTimeoutMs ? Math.min(own || Number.POSITIVE_INFINITY, options.writeTimeoutMs) : own,
      TIMER_MS_MAX,
    );
  }

  get inTransaction(): boolean {
    return (this.statusFlags & Status.IN_TRANS) !== 0;
  }

  get session(): S {
    if (!this.#session) throw new Error('a command without a session');
    return this.#session.value;
  }

  /** Whether this is still the session: a late answer may find another. */
  holds(session: S): boolean {
    return this.#session !== undefined && this.#session.value === session;
  }

  // ---- the channel's events ----

  packet(payload: Buffer): void {
    this.#consumer.packet(payload);
  }

  oversized(): void {
    this.#consumer.oversized();
  }

  drained(): void {
    this.#reply?.drained();
  }

  broken(error: VtError): void {
    this.fatal(error);
  }

  gone(): void {
    if (this.closed) return;
    this.closed = true;
    void this.#closeSession(serverErrors.clientGone);
    this.context.gone(this);
  }

  // ---- who it is ----

  adopt(response: Pick<HandshakeResponse41, 'capabilities' | 'collation' | 'attributes'>): void {
    this.capabilities = (response.capabilities & this.context.capabilities) >>> 0;
    this.collation = response.collation;
    this.attributes = response.attributes.size > 0 ? response.attributes : noHandshakeAttributes;
    this.multiStatements = (this.capabilities & Capability.MULTI_STATEMENTS) !== 0;
  }

  /** Authenticated: opens the session, then its database, then says OK. */
  welcome(identity: Identity, database: string): void {
    if (this.closed) return;
    try {
      this.#enter(identity);
      this.statusFlags = Status.AUTOCOMMIT;
      this.#session = { value: this.context.handler.newSession(this) };
    } catch (thrown) {
      return this.fatal(this.errorOf(thrown));
    }
    this.#busy = true;
    const reply = this.startReply('text');
    if (database === '') return reply.end(emptyOk, false);
    this.attempt(() => this.context.handler.initDb(this, this.session, database, reply));
  }

  #enter({ user, userData, groups }: Identity): void {
    this.user = user;
    this.userData = userData;
    this.groups = groups;
    this.context.enter(user);
    this.#entered = user;
  }

  #established(): void {
    this.established = true;
    if (this.#acceptedAtMs !== undefined) this.context.options.onLogin?.(performance.now() - this.#acceptedAtMs);
    this.#acceptedAtMs = undefined;
    this.#consumer = new CommandConsumer(this);
    this.channel.payloadBytesMax = this.context.limits.allowedPacketBytesMax;
    const codec = compressionFor(this.capabilities);
    if (codec && !this.#isCompressing) this.channel.compress(codec);
    this.#isCompressing = codec !== undefined;
  }

  /** COM_CHANGE_USER: another login begins when nothing is left of the session: its locks would stand in the way of the next. */
  relogin(consumer: PacketConsumer, begin: () => void): void {
    this.established = false;
    const ending = this.#closeSession(serverErrors.queryInterrupted);
    this.#consumer = consumer;
    const ended = (): void => {
      this.#busy = false;
      this.idleSinceMs = this.context.nowMs;
      // It may be at its end by now.
      if (!this.channel.ready) return;
      begin();
      this.channel.pump();
    };
    if (ending) void ending.then(ended);
    else ended();
  }

  /** `reason`: only made where somebody asks, as most clients go while nothing runs, and an error costs a look at the stack. */
  #closeSession(reason: () => VtError): Promise<void> | undefined {
    const reply = this.#reply;
    reply?.abandon(reason());
    this.#reply = undefined;
    this.#consumer.gone?.();
    const session = this.#session;
    this.#session = undefined;
    this.statements.clear(() => {});
    if (this.#entered !== undefined) this.context.leave(this.#entered);
    this.#entered = undefined;
    if (!session) return undefined;
    if (!reply) return this.#endSession(session.value);
    // What it has open can be ended only when nothing runs on it any more.
    reply.whenOver(() => void this.#endSession(session.value));
    return undefined;
  }

  #endSession(session: S): Promise<void> | undefined {
    try {
      return this.context.handler.closeSession(this, session) ?? undefined;
    } catch (thrown) {
      this.errorOf(thrown);
      return undefined;
    }
  }

  // ---- commands ----

  /** The commands call it first: until `commandDone` no other packet is looked at. */
  commandStarted(): void {
    this.#busy = true;
    this.idleSinceMs = this.context.nowMs;
  }

  startReply(format: 'text' | 'binary', attributes: readonly QueryAttribute[] = noAttributes): Reply {
    const reply = new Reply(this, format, attributes);
    this.#reply = reply;
    return reply;
  }

  /** Runs a handler's method; what it throws is the answer. */
  attempt(run: () => void): void {
    try {
      run();
    } catch (thrown) {
      this.answerError(this.errorOf(thrown));
    }
  }

  answerError(error: VtError): void {
    if (this.#reply?.open) return this.#reply.error(error);
    if (!this.#busy || this.closed) return;
    this.channel.send(writeErr(toMysqlError(error), true, this.encodeError));
    this.commandDone();
  }

  replied(outcome: ReplyOutcome): void {
    this.#reply = undefined;
    this.channel.flushSoon();
    if (outcome === 'broken') return this.channel.destroy();
    if (!this.established) {
      if (outcome === 'error') return this.#endNow();
      this.#established();
    }
    this.commandDone();
  }

  commandDone(): void {
    this.#busy = false;
    this.output.sequence = 0;
    this.idleSinceMs = this.context.nowMs;
    if (this.endsAfterCommand) return this.#endNow();
    if (this.context.draining && !this.inTransaction) return this.fatal(serverErrors.shutdown());
    this.channel.pump();
  }

  flushRows(): boolean {
    return this.channel.flushRows();
  }

  get localInfileAllowed(): boolean {
    return (this.capabilities & Capability.LOCAL_FILES) !== 0;
  }

  receiveLocalInfile(receiver: LocalInfileReceiver): void {
    const before = this.#consumer;
    this.channel.flushSoon();
    this.#file = new LocalInfile(receiver, this.channel, this.context, () => {
      this.#file = undefined;
      this.#consumer = before;
    });
    this.#consumer = this.#file;
    this.channel.pump();
  }

  /** A VtError as it is; anything else is a defect: reported, and hidden from the client no more than MySQL would. */
  errorOf(thrown: unknown): VtError {
    if (!(thrown instanceof VtError)) this.context.options.onDefect?.(thrown);
    return toVtError(thrown);
  }

  // ---- ends ----

  killQuery(reason: VtError = serverErrors.queryInterrupted()): void {
    this.#reply?.cancel(reason);
  }

  /** The client is told nothing, as by mysqld: libraries and pools know a lost connection, and make a new one. */
  kill(): void {
    if (this.closed) return;
    this.#reply?.abandon(serverErrors.killed());
    this.#endNow();
  }

  /** Tells the client why, and ends the connection. */
  fatal(error: VtError): void {
    if (this.closed) return;
    this.#reply?.abandon(error);
    if (!this.output.midPacket)
      this.output.packet(writeErr(toMysqlError(error), this.capabilities !== 0, this.encodeError));
    this.#endNow();
  }

  quit(): void {
    this.#endNow();
  }

  #endNow(): void {
    this.#busy = true;
    this.channel.end();
    void this.#closeSession(serverErrors.clientGone);
  }

  destroy(): void {
    this.channel.destroy();
  }

  /** Whether the server may close it now (drain). */
  drain(): void {
    if (!this.#busy && !this.inTransaction) this.fatal(serverErrors.shutdown());
  }
}

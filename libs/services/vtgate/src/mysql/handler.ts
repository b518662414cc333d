import { randomUUID } from 'node:crypto';
import { toVtError, VtError } from '@vt/base';
import {
  type BinlogDumpRequest,
  Capability,
  type ClientConnection,
  type CommandSink,
  isMariadbVersion,
  type PrepareReply,
  type ServerHandler,
  serverErrors,
} from '@vt/mysql';
import type { Span, Tracer } from '@vt/servenv';
import { type BindVariable, decodeColumnDefinition, emptyOk, isShownShort } from '@vt/sqltypes';
import type { TabletTypeName, Target } from '@vt/vschema';
import type { BinlogDumps } from '../binlog/binlog-dumps.ts';
import { dumpToClient } from '../binlog/dump-to-client.ts';
import { type Executor, scanMode } from '../executor/executor.ts';
import { forgetWarnings, rememberFailure } from '../executor/session-answers/remember.ts';
import type { FastCall, FastState, Statement as FastStatement, TemplateRun } from '../fast/fast-call.ts';
import { FastPath, type FastPrepared } from '../fast/fast-path.ts';
import { applyHandshakeCollation, decodeClientParam, decodeClientText } from '../session/charset.ts';
import type { ClientProcess } from '../session/client-process.ts';
import { hostName } from '../session/host-name.ts';
import { Session, type Workload } from '../session/session.ts';
import { selectTarget } from '../statements/use.ts';
import { mayHaveSpacedCall } from '../text/native-calls.ts';
import { beat, heldBy } from '../tx/heartbeat.ts';
import { CommandAnswer, setStatus, transcoderOf, withChanges } from './command-answer.ts';
import { asComputed } from './computed-literal.ts';
import { areAsWritten } from './derived-params.ts';
import { findParams, hasColumnParams, inlineParams, withPlaces } from './inline-params.ts';
import { type KnownParams, knownParams } from './known-params.ts';
import { countParams, executedBy } from './limit-params.ts';
import { paramDefinitions } from './param-definitions.ts';
import { observeFailure, startSpan } from './traced.ts';

const RELEASE_TIMEOUT_MS = 10_000;
const PREPARE_TIMEOUT_MS = 30_000;

/** What the gate keeps for one client connection. The session is a new one after COM_RESET_CONNECTION. */
export type ClientState = {
  session: Session;
  fast?: FastCall | undefined;
  context?: FastState['context'];
  /** A statement that is prepared asks on the session's connections; settled where none is. Never rejected. */
  preparing?: Promise<void> | undefined;
  /** Its connections are being told that they are needed: what needs them waits. */
  heartbeat?: Promise<void> | undefined;
  /** What runs the long way; the last one where nothing runs. */
  text?: { readonly command: 'Execute' | 'Query'; readonly sql: string } | undefined;
};
export type PreparedText = KnownParams & {
  readonly sql: string;
  readonly params: readonly number[];
  /** Of the parameters, those that count rows. */
  readonly counts: readonly number[];
  /** Among the columns of a SELECT are parameters. */
  readonly hasColumns: boolean;
  /** Its rows have numbers whose texts are not all that the client gets of them. */
  readonly hasFloats: boolean;
  /** Where it was prepared, and where its tables are, whatever is selected since. */
  readonly target: Target;
  /** The text with the places of the short way instead of question marks. */
  readonly template: string;
  fast?: FastPrepared | undefined;
};

export type HandlerOptions = {
  readonly defaultTabletType: TabletTypeName;
  readonly workload: Workload;
  /** The longest that a statement may take; 0: any time. */
  readonly queryTimeoutMs?: number;
  readonly tracer?: Tracer | undefined;
  readonly binlogDumps?: BinlogDumps;
};

const untimed = new AbortController().signal;

/** Serves MySQL clients by the executor. */
export class MysqlHandler implements ServerHandler<ClientState, PreparedText> {
  readonly #executor: Executor;
  readonly #options: HandlerOptions;
  readonly #tracer: Tracer | undefined;
  readonly fast: FastPath;
  #questions = 0;
  readonly #connections = new Map<number, { readonly conn: ClientConnection; readonly state: ClientState }>();

  constructor(executor: Executor, options: HandlerOptions) {
    this.#executor = executor;
    this.#options = options;
    this.#tracer = options.tracer;
    const { deps } = executor;
    this.fast = new FastPath(deps, deps.options.planCacheBytesMax / 2, {
      takeLongWay: (conn, session, sink, statement) => this.#runText(conn, session, statement, sink),
      runTemplate: (conn, session, run, sink) => this.#runTemplate(conn, session, run, sink),
    });
  }

  #runText(conn: ClientConnection, session: Session, statement: FastStatement, sink: CommandSink): void {
    if (statement.kind === 'text')
      return this.#execute(conn, session, decodeClientText(session, statement.sql), conn.multiStatements, sink);
    this.#executePrepared(conn, session, statement.handle as PreparedText, statement.params, sink);
  }

  #runTemplate(
    conn: ClientConnection,
    session: Session,
    { template, binds, text }: TemplateRun,
    sink: CommandSink,
  ): void {
    const state = this.#connections.get(conn.id)?.state;
    const isText = text.kind === 'text';
    const sql = isText ? decodeClientText(session, text.sql) : (text.handle as PreparedText).sql;
    if (state) state.text = { command: isText ? 'Query' : 'Execute', sql };
    const written = isText ? sql : this.#inlined(text.handle as PreparedText, text.params, session);
    const hasFloats = !isText && (text.handle as PreparedText).hasFloats;
    session.executed = isText ? undefined : (text.handle as PreparedText);
    const answer = new CommandAnswer(sink, conn, session, hasFloats, () => {
      session.executed = undefined;
    });
    const run = (): Promise<void> =>
      this.#executor.executeTemplate(session, written, { template, binds }, answer, sink.signal);
    void (state?.heartbeat ? state.heartbeat.then(run) : run());
  }

  #inlined(statement: PreparedText, params: readonly BindVariable[], session: Session): string {
    const values = params.map((param) => decodeClientParam(session, param));
    return inlineParams(
      statement.sql,
      statement.params,
      values,
      scanMode(session),
      session.parameters,
      executedBy('mysqld_stmt_execute', this.#executor.deps.options.serverVersion),
      statement,
    );
  }

  newSession(conn: ClientConnection): ClientState {
    const session = this.#session(conn);
    setStatus(conn, session);
    const state: ClientState = { session };
    this.#connections.set(conn.id, { conn, state });
    return state;
  }

  closeSession(conn: ClientConnection, { session, heartbeat, preparing }: ClientState): Promise<void> {
    this.#connections.delete(conn.id);
    return this.#release(session, preparing ? preparing.then(() => heartbeat) : heartbeat);
  }

  query(conn: ClientConnection, state: ClientState, sql: Buffer, sink: CommandSink): void {
    this.#questions++;
    const span = this.#tracer && startSpan(this.#tracer, sql, conn);
    const isAsWritten = !(state.session.asksToIgnoreSpace && mayHaveSpacedCall(sql));
    if (!span && isAsWritten && this.fast.query(conn, state, sql, sink)) return;
    const text = decodeClientText(state.session, sql);
    state.text = { command: 'Query', sql: text };
    this.#execute(conn, state.session, text, conn.multiStatements, sink, span);
  }

  prepare(_conn: ClientConnection, state: ClientState, sql: Buffer, reply: PrepareReply<PreparedText>): void {
    const { session, heartbeat } = state;
    const text = decodeClientText(session, sql);
    const { target } = session;
    const params = findParams(text, scanMode(session));
    const template = withPlaces(text, params);
    const counted = /\blimit\b/i.test(text) ? countParams(text, scanMode(session)) : undefined;
    const counts = counted ? [...params.keys()].filter((i) => counted.has(params[i] as number)) : [];
    forgetWarnings(session);
    const describe = () => this.#executor.describe(session, text, params, AbortSignal.timeout(PREPARE_TIMEOUT_MS));
    state.preparing = (heartbeat ? heartbeat.then(describe) : describe()).then(
      ({ columns, params: told }) => {
        const known = told ?? paramDefinitions(text, params.length, session, this.#executor.deps.vschema());
        const shown = (definitions: readonly Uint8Array[]) =>
          transcoderOf(session)?.columns(definitions) ?? definitions;
        const description = {
          paramCount: params.length,
          columns: shown(columns),
          warnings: 0,
          ...(known && { params: shown(known) }),
        };
        const hasFloats = columns.some((definition) => isShownShort(decodeColumnDefinition(definition)));
        const hasColumns = hasColumnParams(text, params, scanMode(session));
        const ofParams = knownParams(text, told, session, this.#executor.deps.options.serverVersion);
        reply.ok({ sql: text, params, target, template, counts, hasFloats, hasColumns, ...ofParams }, description);
      },
      (thrown: unknown) => {
        const error = toVtError(thrown);
        rememberFailure(session, error);
        reply.error(error);
      },
    );
  }

  execute(
    conn: ClientConnection,
    state: ClientState,
    statement: PreparedText,
    params: readonly BindVariable[],
    sink: CommandSink,
  ): void {
    this.#questions++;
    const span = this.#tracer && startSpan(this.#tracer, Buffer.from(statement.sql), conn);
    const isElsewhere = statement.target.keyspace !== state.session.target.keyspace;
    const isShort = !span && !isElsewhere && !statement.hasColumns && areAsWritten(statement, params);
    const short = isShort ? asComputed(statement, params) : undefined;
    if (short && this.fast.execute(conn, state, statement, short, sink)) return;
    state.text = { command: 'Execute', sql: statement.sql };
    this.#executePrepared(conn, state.session, statement, params, sink, span);
  }

  #executePrepared(
    conn: ClientConnection,
    session: Session,
    statement: PreparedText,
    params: readonly BindVariable[],
    sink: CommandSink,
    span?: Span,
  ): void {
    const text = this.#inlined(statement, params, session);
    const selected = session.target;
    const isElsewhere = statement.target.keyspace !== selected.keyspace;
    if (isElsewhere) session.target = statement.target;
    session.executed = statement;
    const atEnd = (): void => {
      session.executed = undefined;
      if (isElsewhere) session.target = selected;
    };
    this.#execute(conn, session, text, false, sink, span, statement.hasFloats, atEnd);
  }

  binlogDump(_conn: ClientConnection, { session }: ClientState, request: BinlogDumpRequest, sink: CommandSink): void {
    const { binlogDumps } = this.#options;
    if (!binlogDumps) throw VtError.of('VT12001', 'the binary log');
    const source = binlogDumps.sourceOf(session.target);
    void dumpToClient(binlogDumps.open(source, request, session.caller, sink.signal), sink, source.keyspace);
  }

  closeStatement(): void {}

  initDb(conn: ClientConnection, { session }: ClientState, name: string, sink: CommandSink): void {
    if (name === '') throw VtError.of('VT09005');
    selectTarget(session, this.#executor.deps, name);
    setStatus(conn, session);
    sink.end(withChanges(emptyOk, conn, session), false);
  }

  resetConnection(conn: ClientConnection, state: ClientState, sink: CommandSink): void {
    const before = state.session;
    // To a MySQL, what the client's texts are is then what the server's configuration says, and to a MariaDB what the handshake did.
    const isMariadb = isMariadbVersion(this.#executor.deps.options.serverVersion);
    state.session = this.#session(conn, isMariadb ? conn.collation : 0);
    // The database stays: it is the connection's.
    state.session.target = before.target;
    state.fast = undefined;
    void this.#release(before, state.heartbeat).then(() => {
      setStatus(conn, state.session);
      sink.end(emptyOk, false);
    });
  }

  statistics(): string {
    const uptime = Math.floor(process.uptime());
    const perSecond = (this.#questions / Math.max(uptime, 1)).toFixed(3);
    const ours = `Uptime: ${uptime}  Threads: ${this.#connections.size}  Questions: ${this.#questions}`;
    // A gate has no tables of its own to open.
    return `${ours}  Slow queries: 0  Opens: 0  Flush tables: 0  Open tables: 0  Queries per second avg: ${perSecond}`;
  }

  kill(conn: ClientConnection, _state: ClientState, connectionId: number, sink: CommandSink): void {
    if (!this.#executor.deps.options.allowKill) throw VtError.of('VT07001', 'kill statement execution not permitted.');
    if (connectionId === conn.id) {
      conn.endsAfterCommand = true;
      return sink.error(serverErrors.killed());
    }
    const message = `Unknown thread id: ${connectionId}`;
    this.#executor.deps.kill(connectionId, false).then(
      (found) =>
        found
          ? sink.end(emptyOk, false)
          : sink.error(new VtError({ code: 'NOT_FOUND', errno: 1094, state: 'HY000', message })),
      (error: unknown) => sink.error(toVtError(error)),
    );
  }

  killConnection(id: number, queryOnly: boolean): boolean {
    const { conn } = this.#connections.get(id) ?? {};
    if (!conn) return false;
    if (queryOnly) conn.killQuery();
    else conn.kill();
    return true;
  }

  /** Tells tablets now and then that silent clients still need what they hold. Returns what ends it. */
  startHeartbeats(intervalMs: number): () => void {
    const timer = setInterval(() => this.#beatAll(), intervalMs);
    timer.unref();
    return () => clearInterval(timer);
  }

  #beatAll(): void {
    for (const { conn, state } of this.#connections.values()) {
      if (conn.busy || state.heartbeat || heldBy(state.session).length === 0) continue;
      state.heartbeat = beat(state.session, this.#executor.deps.gateway).finally(() => {
        state.heartbeat = undefined;
      });
    }
  }

  processes(): readonly ClientProcess[] {
    return [...this.#connections.values()].map(({ conn, state }) => processOf(conn, state));
  }

  #execute(
    conn: ClientConnection,
    session: Session,
    sql: string,
    multi: boolean,
    sink: CommandSink,
    span?: Span,
    wholeFloats = false,
    atEnd?: () => void,
  ): void {
    const answer = new CommandAnswer(sink, conn, session, wholeFloats, atEnd);
    const execute = (): Promise<void> => this.#executor.execute(session, sql, multi, answer, sink.signal);
    const heartbeat = this.#connections.get(conn.id)?.state.heartbeat;
    const run = heartbeat ? () => heartbeat.then(execute) : execute;
    if (!span || !this.#tracer) return void run();
    observeFailure(answer, span);
    void this.#tracer.within(span, run);
  }

  #session(conn: ClientConnection, collation = conn.collation): Session {
    const remote = conn.peer.transport === 'tcp' ? conn.peer.address : 'localhost';
    const caller = { user: conn.userData, groups: conn.groups, remote };
    const target = {
      keyspace: '',
      tabletType: this.#options.defaultTabletType,
      destination: undefined,
      tabletAlias: undefined,
    };
    const session = new Session(conn.id, randomUUID, caller, target, this.#executor.deps.options.transactionMode);
    session.cipher = conn.peer.cipher;
    session.workload = this.#options.workload;
    session.timeoutMsMax = this.#options.queryTimeoutMs ?? 0;
    session.ddlStrategy = this.#executor.deps.options.ddlStrategy ?? session.ddlStrategy;
    applyHandshakeCollation(session, collation, this.#executor.deps.options.serverVersion);
    session.clientFoundRows = (conn.capabilities & Capability.FOUND_ROWS) !== 0;
    session.ignoresSpace = (conn.capabilities & Capability.IGNORE_SPACE) !== 0;
    return session;
  }

  /** @param busy while its connections are in use */
  async #release(session: Session, busy: Promise<void> | undefined): Promise<void> {
    try {
      await busy;
      await this.#executor.close(session, releaseSignal(session));
    } catch (error) {
      // The tablets end what is open when its time is over.
      toVtError(error);
    }
  }
}

/** Most sessions end while they hold nothing: nobody is asked then, and a timer would stay behind for each. */
function releaseSignal({ shardSessions, lockSession }: Session): AbortSignal {
  return shardSessions.length > 0 || lockSession ? AbortSignal.timeout(RELEASE_TIMEOUT_MS) : untimed;
}

function processOf(conn: ClientConnection, { session, fast, text }: ClientState): ClientProcess {
  const { transport, address, port } = conn.peer;
  const short = fast?.running;
  const shortText = short?.kind === 'text' ? decodeClientText(session, short.sql) : undefined;
  const prepared = short?.kind === 'prepared' ? (short.handle as PreparedText).sql : undefined;
  const isExecute = prepared !== undefined || (short === undefined && text?.command === 'Execute');
  return {
    id: conn.id,
    user: conn.user,
    host: transport === 'tcp' ? `${hostName(address)}:${port}` : 'localhost',
    database: session.target.keyspace,
    command: !conn.busy ? 'Sleep' : isExecute ? 'Execute' : 'Query',
    seconds: Math.floor(conn.stateMs / 1000),
    text: conn.busy ? (shortText ?? prepared ?? text?.sql) : undefined,
    attributes: [...conn.attributes],
    lockConnection: session.lockSession?.connectionId,
  };
}

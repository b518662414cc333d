import { randomUUID } from 'node:crypto';
import { VtError } from '@vt/base';
import { enumNumber, type Message, type MessageInput } from '@vt/proto';
import { parseTabletAlias, tabletAliasString } from '@vt/topo';
import { parseTarget, type TabletTypeName } from '@vt/vschema';
import type { BeginOptions, Caller, TabletTarget } from '../gateway/tablet-gateway.ts';
import type { CommitTurn } from '../session/commit-turns.ts';
import { defaultBegin, Session, type ShardSession, type TransactionMode, type Workload } from '../session/session.ts';
import { treatmentOf } from '../session/variables.ts';
import { formatTarget } from '../statements/show/target.ts';
import { lostTransaction } from '../tx/lost-transaction.ts';

type ProtoSession = Message<'vtgate.Session'>;
type ProtoShard = Message<'vtgate.Session.ShardSession'>;

export type SessionDefaults = {
  readonly tabletType: TabletTypeName;
  readonly transactionMode: TransactionMode;
  readonly workload: Workload;
};

const modes: readonly (TransactionMode | undefined)[] = [undefined, 'SINGLE', 'MULTI', 'TWOPC'];

/** Among a session's variables: what it has written, when `@@read_after_write = 'session'`. Vitess's message has no field for it. */
const OWN_WRITES = 'read_after_write';
/** The same: that it refuses what only a scratch server could read. */
const SCRATCH_READS = 'scratch_reads';
/** In a message 0 rows are as many as there are. */
const NO_ROWS = -1n;

/** A client's session, which it got from us and sends again, as the executor's. Without one: a fresh one in autocommit. */
export function readSession(message: ProtoSession | null, caller: Caller, defaults: SessionDefaults): Session {
  const target = { keyspace: '', tabletType: defaults.tabletType, destination: undefined, tabletAlias: undefined };
  const text = message?.target_string ?? '';
  const mode = message
    ? (modes[enumNumber('vtgate.TransactionMode', message.transaction_mode)] ?? defaults.transactionMode)
    : defaults.transactionMode;
  const session = new Session(
    0,
    message?.SessionUUID || randomUUID(),
    caller,
    text === '' ? target : parseTarget(text, defaults.tabletType),
    mode,
  );
  session.workload = defaults.workload;
  session.lasts = false;
  if (message) fill(session, message);
  return session;
}

function fill(session: Session, message: ProtoSession): void {
  session.autocommit = message.autocommit;
  session.inTransaction = message.in_transaction;
  session.shardSessions = shardSessions(message);
  session.commitTurns.note(message.pre_sessions.flatMap(writtenPlace), 'first');
  session.commitTurns.note(message.shard_sessions.flatMap(writtenPlace), 'middle');
  session.commitTurns.note(message.post_sessions.flatMap(writtenPlace), 'last');
  session.lockSession = message.lock_session === null ? undefined : readShard(message.lock_session);
  session.reserved = message.in_reserved_conn;
  session.savepoints = [...message.savepoints];
  session.lastInsertId = message.last_insert_id;
  session.foundRows = message.found_rows;
  session.rowCount = message.row_count;
  session.queryTimeoutMs = Number(message.query_timeout);
  session.migrationContext = message.migration_context;
  session.ddlStrategy = message.DDLStrategy || session.ddlStrategy;
  session.warnings = message.warnings.map(({ code, message: said }) => ({ level: 'Warning', code, message: said }));
  const { [OWN_WRITES]: memory, [SCRATCH_READS]: scratch, ...variables } = message.system_variables;
  if (scratch !== undefined) session.scratchReads = scratch !== '0';
  if (memory !== undefined) {
    session.readAfterWrite.mode = 'session';
    session.readAfterWrite.memory = memory;
  }
  for (const [name, value] of Object.entries(variables)) {
    if (treatmentOf(name) === 'shown') session.shownVariables.set(name, value);
    else session.settings.set(name, value);
  }
  for (const [name, bind] of Object.entries(message.user_defined_variables))
    session.userVariables.set(name.toLowerCase(), { type: enumNumber('query.Type', bind.type), value: bind.value });
  for (const [name, prepared] of Object.entries(message.prepare_statement))
    session.prepared.set(name, { sql: prepared.prepare_statement });
  if (message.error_until_rollback)
    session.broken = lostTransaction(new VtError({ code: 'ABORTED', message: 'a part of the transaction was lost' }));
  if (message.options) fillOptions(session, message.options);
  const fresh = message.read_after_write;
  if (!fresh) return;
  session.readAfterWrite.gtid = fresh.read_after_write_gtid;
  session.readAfterWrite.tracksGtids = fresh.session_track_gtids;
  if (fresh.read_after_write_timeout > 0) session.readAfterWrite.timeoutMs = fresh.read_after_write_timeout * 1000;
}

function fillOptions(session: Session, options: Message<'query.ExecuteOptions'>): void {
  const { workload } = options;
  if (workload === 'OLAP' || workload === 'DBA' || workload === 'OLTP') session.workload = workload;
  session.clientFoundRows = options.client_found_rows;
  session.skipPlanCache = options.skip_query_plan_cache;
  if (options.transaction_timeout) session.transactionTimeoutMs = Number(options.transaction_timeout);
  const limit = options.sql_select_limit;
  if (limit !== 0n) session.selectLimit = limit > 0n ? limit : 0n;
  session.begin = beginOf(options, session);
}

/** What the open transaction is, or what SET TRANSACTION said of the next one. INVARIANT: where nothing was said, the very object that says so. */
function beginOf(
  { transaction_isolation, transaction_access_mode: modesOfAccess }: Message<'query.ExecuteOptions'>,
  { inTransaction, transactionTimeoutMs }: Session,
): BeginOptions {
  const isolation = ISOLATIONS.has(transaction_isolation)
    ? (transaction_isolation as BeginOptions['isolation'])
    : 'DEFAULT';
  const consistentSnapshot = modesOfAccess.includes('CONSISTENT_SNAPSHOT');
  const accessMode = modesOfAccess.includes('READ_ONLY')
    ? 'READ_ONLY'
    : modesOfAccess.includes('READ_WRITE')
      ? 'READ_WRITE'
      : undefined;
  const timeoutMs = inTransaction ? transactionTimeoutMs : 0;
  if (isolation === 'DEFAULT' && !consistentSnapshot && accessMode === undefined && timeoutMs === 0)
    return defaultBegin;
  return { isolation, consistentSnapshot, accessMode, ...(timeoutMs > 0 && { timeoutMs }) };
}

const ISOLATIONS: ReadonlySet<string> = new Set([
  'DEFAULT',
  'READ_COMMITTED',
  'READ_UNCOMMITTED',
  'REPEATABLE_READ',
  'SERIALIZABLE',
]);

const writtenPlace = ({ target, rows_affected }: ProtoShard) => (target && rows_affected ? [target] : []);

/** One that commits what has several turns comes in the list of each. */
function shardSessions({ pre_sessions, shard_sessions, post_sessions }: ProtoSession): ShardSession[] {
  const all = [...pre_sessions, ...shard_sessions, ...post_sessions].map(readShard);
  return all.filter((one, i) => all.findIndex((other) => isSameShard(one, other)) === i);
}

const isSameShard = ({ target: a, state: { alias } }: ShardSession, { target: b, state }: ShardSession): boolean =>
  a.keyspace === b.keyspace && a.shard === b.shard && a.tabletType === b.tabletType && alias === state.alias;

function readShard({ target, transaction_id, tablet_alias, reserved_id, rows_affected }: ProtoShard): ShardSession {
  return {
    target: {
      keyspace: target?.keyspace ?? '',
      shard: target?.shard ?? '',
      tabletType: (target?.tablet_type ?? 'PRIMARY') as TabletTypeName,
    },
    state: {
      transactionId: transaction_id,
      reservedId: reserved_id,
      alias: tablet_alias ? tabletAliasString(tablet_alias) : undefined,
    },
    wrote: rows_affected,
  };
}

/** The session as its client is to send it again. */
export function writeSession(
  session: Session,
  before: ProtoSession | null,
  defaults: SessionDefaults,
): MessageInput<'vtgate.Session'> {
  const fresh = session.readAfterWrite;
  const ownWrites = fresh.mode === 'off' ? [] : [[OWN_WRITES, fresh.memory] as const];
  const scratch = session.scratchReads ? [] : [[SCRATCH_READS, '0'] as const];
  const variables = [...session.settings, ...session.shownVariables, ...ownWrites, ...scratch];
  return {
    in_transaction: session.inTransaction,
    autocommit: session.autocommit,
    target_string: formatTarget(session.target),
    transaction_mode: modeOf(session, before, defaults),
    pre_sessions: shardsOf(session, 'first'),
    shard_sessions: shardsOf(session, 'middle'),
    post_sessions: shardsOf(session, 'last'),
    lock_session: session.lockSession ? writeShard(session.lockSession) : null,
    in_reserved_conn: session.reserved,
    savepoints: session.savepoints,
    last_insert_id: session.lastInsertId,
    found_rows: session.foundRows,
    row_count: session.rowCount,
    query_timeout: BigInt(session.queryTimeoutMs),
    migration_context: session.migrationContext,
    DDLStrategy: session.ddlStrategy,
    SessionUUID: session.uuid,
    enable_system_settings: true,
    warnings: session.warnings.map(({ code, message }) => ({ code, message })),
    system_variables: Object.fromEntries(variables),
    user_defined_variables: Object.fromEntries(
      [...session.userVariables].map(([name, { type, value }]) => [name, { type: type as never, value }]),
    ),
    prepare_statement: Object.fromEntries(
      [...session.prepared].map(([name, { sql }]) => [name, { prepare_statement: sql }]),
    ),
    read_after_write: writeReadAfterWrite(session),
    error_until_rollback: session.broken !== undefined,
    options: writeOptions(session, before),
  };
}

function writeReadAfterWrite({ readAfterWrite }: Session): MessageInput<'vtgate.ReadAfterWrite'> | null {
  const { gtid, tracksGtids, timeoutMs } = readAfterWrite;
  if (gtid === '' && !tracksGtids) return null;
  return {
    read_after_write_gtid: gtid,
    read_after_write_timeout: timeoutMs / 1000,
    session_track_gtids: tracksGtids,
  };
}

/** A session that never named one goes on with whatever its gate does. */
function modeOf(
  { transactionMode }: Session,
  before: ProtoSession | null,
  defaults: SessionDefaults,
): TransactionMode | 'UNSPECIFIED' {
  const isNamed = before !== null && before.transaction_mode !== 'UNSPECIFIED';
  return isNamed || transactionMode !== defaults.transactionMode ? transactionMode : 'UNSPECIFIED';
}

function writeOptions(session: Session, before: ProtoSession | null): MessageInput<'query.ExecuteOptions'> {
  const { isolation, consistentSnapshot, accessMode } = session.begin;
  return {
    ...before?.options,
    workload: session.workload,
    client_found_rows: session.clientFoundRows,
    skip_query_plan_cache: session.skipPlanCache,
    sql_select_limit: session.selectLimit === 0n ? NO_ROWS : (session.selectLimit ?? 0n),
    // What the request said does not stay where the session says 0 since.
    ...(session.transactionTimeoutMs > 0 || before?.options?.transaction_timeout
      ? { transaction_timeout: BigInt(session.transactionTimeoutMs) }
      : {}),
    transaction_isolation: isolation,
    transaction_access_mode: [
      ...(consistentSnapshot ? (['CONSISTENT_SNAPSHOT'] as const) : []),
      ...(accessMode ? [accessMode] : []),
    ],
  };
}

function shardsOf(session: Session, turn: CommitTurn): MessageInput<'vtgate.Session.ShardSession'>[] {
  return session.shardSessions.filter(({ target }) => session.commitTurns.has(target, turn)).map(writeShard);
}

function writeShard({ target, state, wrote }: ShardSession): MessageInput<'vtgate.Session.ShardSession'> {
  return {
    target: protoTarget(target),
    transaction_id: state.transactionId,
    reserved_id: state.reservedId,
    tablet_alias: state.alias === undefined ? null : parseTabletAlias(state.alias),
    rows_affected: wrote ?? false,
  };
}

function protoTarget({ keyspace, shard, tabletType }: TabletTarget): MessageInput<'query.Target'> {
  return { keyspace, shard, tablet_type: tabletType };
}

import type { ClientConnection, CommandSink } from '@vt/mysql';
import { decodeText, Fingerprint, fingerprintInto, K } from '@vt/sqlparser';
import { type BindValue, type BindVariable, emptyOk, Type } from '@vt/sqltypes';
import { resolveDestination, type ServingShard, storedValue, type Target, tellsShard, type VSchema } from '@vt/vschema';
import type { ExecutorDeps } from '../executor/deps.ts';
import { bindsOf, literalValue, literalValues } from '../executor/plans/literal-values.ts';
import { isFullGroupBy } from '../executor/plans/planned.ts';
import type { PlannedTemplate } from '../executor/plans/template.ts';
import { OTHER_SYNTAX, templateOf } from '../executor/plans/template-plans.ts';
import { forgetWarnings, rememberAnswer } from '../executor/session-answers/remember.ts';
import type { TabletTarget } from '../gateway/tablet-gateway.ts';
import { setStatus, withChanges } from '../mysql/command-answer.ts';
import { defaultBegin, type Session } from '../session/session.ts';
import { pendingBegin } from '../statements/transaction.ts';
import { stationsWatched } from '../station.ts';
import { FastCache } from './fast-cache.ts';
import { type Context, FastCall, type FastCallHost, type FastState } from './fast-call.ts';
import { endsShortly, FastEnd } from './fast-end.ts';
import { type FastEntry, type FastPlan, type KeptPlan, longWay } from './fast-plan.ts';
import { makeEntry } from './make-plan.ts';
import { isPlain, standsAlone } from './plain-text.ts';
import { PreparedPlans } from './prepared-plans.ts';
import { type TransactionWord, transactionWord } from './transaction-words.ts';

const TEXT_BYTES_MAX = 16 * 1024;
/** Character sets of clients that a mysqld reads. */
const PASSED_ON: ReadonlySet<string> = new Set(['ascii', 'binary', 'utf8mb3']);
const CONTEXTS_MAX = 10_000;
/** Objects for statements that are kept for the next ones. */
const FREE_CALLS_MAX = 1_024;

/** A prepared statement's entry, and what it is right for. */
export type FastPrepared = { vschema: VSchema; context: number; entry: FastEntry };

/**
 * The short way of a statement that goes to one shard: fingerprint, plan, shard, stream, without parsing it and without a promise. What it
 * does not know for certain it leaves to the long way (`false`), where everything is known.
 */
export class FastPath {
  readonly cache: FastCache;
  readonly prepared: PreparedPlans;
  readonly #deps: ExecutorDeps;
  readonly #host: FastCallHost;
  readonly #free: FastCall[] = [];
  /** What the last text had; right until the next. */
  readonly #found = new Fingerprint();
  readonly #contexts = new Map<string, Context>();
  readonly #targets = new WeakMap<ServingShard, TabletTarget[]>();
  readonly #textBytesMax: number;

  constructor(deps: ExecutorDeps, bytesMax: number, ways: Pick<FastCallHost, 'runTemplate' | 'takeLongWay'>) {
    this.#deps = deps;
    this.cache = new FastCache(bytesMax / 2);
    this.prepared = new PreparedPlans(bytesMax / 2);
    const { payloadBytesMax, payloadBytesWarn } = deps.options;
    this.#textBytesMax = Math.min(...[TEXT_BYTES_MAX, payloadBytesMax, payloadBytesWarn ?? 0].filter(Boolean));
    const free = (call: FastCall) => void (this.#free.length < FREE_CALLS_MAX && this.#free.push(call));
    this.#host = { deps, options: new Map(), free, ...ways };
  }

  #call(): FastCall {
    return this.#free.pop() ?? new FastCall(this.#host);
  }

  /** Plans that are kept, with their statements, whose literals are question marks. */
  *plans(): Iterable<{ readonly sql: string; readonly entry: KeptPlan }> {
    yield* this.cache.entries();
    yield* this.prepared.entries();
  }

  /** Whether it took the statement; its answer comes to the sink then. */
  query(conn: ClientConnection, state: FastState, sql: Buffer, sink: CommandSink): boolean {
    const { session } = state;
    if (sql.length > this.#textBytesMax || !this.#maySession(session)) return false;
    const found = this.#found;
    if (!fingerprintInto(sql, 0, sql.length, 0, found)) return this.#unread(conn, state, sql, sink);
    if (!standsAlone(sql, found)) return false;
    const context = this.#contextOf(state);
    const vschema = this.#deps.vschema();
    const entry = this.cache.get(found, sql, context.id, vschema) ?? this.#learn(session, sql, context.id);
    if (entry.kind === 'planned') return this.#template(entry, conn, state, sql, sink);
    if (entry.kind !== 'shard') return false;
    const own = Buffer.from(sql);
    const target = this.#targetOf(entry, session, vschema, own);
    if (!target) return false;
    this.#deps.stats.planCache('hit');
    this.#call().run(
      conn,
      state,
      entry,
      target,
      this.#values(entry, own),
      { kind: 'text', sql: own },
      sink,
      context.record,
    );
    return true;
  }

  /** The same for a prepared statement. `template`: its text with places instead of question marks. */
  execute(
    conn: ClientConnection,
    state: FastState,
    prepared: { readonly sql: string; readonly template: string; fast?: FastPrepared | undefined },
    params: readonly BindVariable[],
    sink: CommandSink,
  ): boolean {
    const { session } = state;
    if (!this.#maySession(session)) return false;
    const context = this.#contextOf(state);
    const vschema = this.#deps.vschema();
    let known = prepared.fast;
    if (!known || known.vschema !== vschema || known.context !== context.id) {
      const { sql, template } = prepared;
      const make = (): FastEntry => makeEntry({ session, deps: this.#deps, sql, template, values: undefined });
      const entry = this.prepared.get(sql, context.id, vschema, make);
      known = { vschema, context: context.id, entry };
      prepared.fast = known;
    }
    const { entry } = known;
    if (entry.kind === 'transaction') return this.#transaction(entry.word, conn, session, sink, context);
    if (entry.kind !== 'shard' || params.length !== entry.order.length) return false;
    const target = this.#targetOf(entry, session, vschema, undefined, params);
    if (!target) return false;
    const values = entry.order.map((literal) => params[literal] as BindValue);
    this.#call().run(
      conn,
      state,
      entry,
      target,
      values,
      { kind: 'prepared', handle: prepared, params },
      sink,
      context.record,
    );
    return true;
  }

  /** Whether the session is one whose statements mean what they say. */
  #maySession(session: Session): boolean {
    if (this.#deps.gateway.start === undefined || stationsWatched()) return false;
    if (session.clientCharset !== 'utf8mb4' && !PASSED_ON.has(session.clientCharset)) return false;
    if (session.resultCharset !== '' || session.tablesLocked) return false;
    if (session.readAfterWrite.watchesWrites || session.readAfterWrite.wantsFresh) return false;
    if (
      session.broken ||
      session.reserved ||
      session.temporaryTables ||
      session.skipPlanCache ||
      session.selectLimit !== undefined
    )
      return false;
    if (!session.inTransaction && (!session.autocommit || session.begin !== defaultBegin)) return false;
    if (session.tracker.info !== 'OFF') return false;
    const { settings } = session;
    return settings.size === 0 || !OTHER_SYNTAX.test(settings.get('sql_mode') ?? '');
  }

  /** The session's, which is the same until it goes elsewhere. INVARIANT: a target is never changed, only exchanged. */
  #contextOf(state: FastState): Context {
    const { target, settings, asksToIgnoreSpace } = state.session;
    const set = settings.size === 0 ? undefined : settings.get('foreign_key_checks');
    const checks = asksToIgnoreSpace ? (set === undefined ? ' ' : `${set} `) : set;
    const mode = settings.size === 0 ? undefined : settings.get('sql_mode');
    const last = state.context;
    if (last && last.target === target && last.checks === checks && last.mode === mode) return last.context;
    const context = this.#context(target, checks, isFullGroupBy(mode ?? ''));
    state.context = { target, checks, mode, context };
    return context;
  }

  /** @param groups grouped columns are checked when a statement is planned (ONLY_FULL_GROUP_BY). */
  #context({ keyspace, tabletType, destination }: Target, checks: string | undefined, groups: boolean): Context {
    const place = destination === undefined ? '' : JSON.stringify(destination);
    const key = `${keyspace}|${tabletType}|${checks ?? ''}|${groups}|${place}`;
    const found = this.#contexts.get(key);
    if (found) return found;
    if (this.#contexts.size >= CONTEXTS_MAX) this.#contexts.clear();
    const record = this.#deps.stats.apiTimer?.({
      operation: 'Execute',
      keyspace,
      dbType: tabletType.toLowerCase(),
    });
    const context = { id: nextContextId++, record };
    this.#contexts.set(key, context);
    return context;
  }

  #learn(session: Session, sql: Buffer, context: number): FastEntry {
    const found = this.#found;
    const text = decodeText(sql.subarray(found.textStart, found.textEnd));
    const entry = isPlain(sql, found)
      ? makeEntry({
          session,
          deps: this.#deps,
          sql: text,
          template: templateOf(found, sql),
          values: literalValues(found, sql),
        })
      : longWay;
    this.cache.add(found, sql, context, entry);
    return entry;
  }

  /** Over several shards, with a plan that is known. */
  #template(entry: PlannedTemplate, conn: ClientConnection, state: FastState, sql: Buffer, sink: CommandSink): boolean {
    const literals = literalValues(this.#found, sql);
    const binds = literals && bindsOf(entry, literals);
    if (!binds) return false;
    const text = { kind: 'text', sql } as const;
    this.#host.runTemplate(conn, state.session, { template: entry, binds, text }, sink);
    return true;
  }

  /** A text without fingerprint that only begins or ends a transaction. */
  #unread(conn: ClientConnection, state: FastState, sql: Buffer, sink: CommandSink): boolean {
    const { word } = this.#found;
    if (word !== K.BEGIN && word !== K.START && word !== K.COMMIT && word !== K.ROLLBACK) return false;
    const said = transactionWord(sql);
    return said !== undefined && this.#transaction(said, conn, state.session, sink, this.#contextOf(state));
  }

  #transaction(
    word: TransactionWord,
    conn: ClientConnection,
    session: Session,
    sink: CommandSink,
    { record }: Context,
  ): boolean {
    if (word !== 'begin') {
      if (!endsShortly(session)) return false;
      new FastEnd(word, conn, session, this.#deps, sink, record).run();
      return true;
    }
    if (session.inTransaction) return false;
    const { transactionTimeoutMs: timeoutMs } = session;
    session.begin = timeoutMs > 0 ? { ...pendingBegin(session.begin), timeoutMs } : pendingBegin(session.begin);
    session.inTransaction = true;
    session.savepoints = [];
    session.tracker.began(false);
    forgetWarnings(session);
    rememberAnswer(session, emptyOk, false, 0);
    setStatus(conn, session);
    sink.end(withChanges(emptyOk, conn, session), false);
    return true;
  }

  /** The one shard it goes to; undefined: not one, or not certain. */
  #targetOf(
    plan: FastPlan,
    session: Session,
    vschema: VSchema,
    sql: Buffer | undefined,
    params?: readonly BindVariable[],
  ): TabletTarget | undefined {
    const target = this.#routed(plan, session, vschema, sql, params);
    const isElsewhere =
      target && session.inTransaction && session.transactionMode === 'SINGLE' && isNew(session, target);
    return isElsewhere ? undefined : target;
  }

  #routed(
    plan: FastPlan,
    session: Session,
    vschema: VSchema,
    sql: Buffer | undefined,
    params?: readonly BindVariable[],
  ): TabletTarget | undefined {
    const { tabletType } = session.target;
    if (plan.write && tabletType !== 'PRIMARY') return undefined;
    if (vschema.shardRoutingRules.size > 0) return undefined;
    const shards = this.#deps.serving.shards(plan.keyspace, tabletType);
    if (!shards || shards.length === 0) return undefined;
    const { routing } = plan;
    if (routing.kind === 'value') {
      const value = params ? params[routing.literal] : literalValue(this.#found, routing.literal, sql as Buffer);
      const shard = value && shardOf(value, routing, vschema, shards);
      return shard && this.#target(plan.keyspace, shard, tabletType);
    }
    if (shards.length > 1 && session.inTransaction && routing.destination?.kind !== 'Shard') return undefined;
    const found = routing.destination ? resolveDestination(routing.destination, shards, this.#pick) : shards;
    return found.length === 1 ? this.#target(plan.keyspace, found[0] as ServingShard, tabletType) : undefined;
  }

  readonly #pick = (shards: readonly ServingShard[]): ServingShard | undefined =>
    shards[Math.floor(this.#deps.random() * shards.length)];

  /** The same object for the same target: it is sent by reference. */
  #target(keyspace: string, shard: ServingShard, tabletType: TabletTarget['tabletType']): TabletTarget {
    const known = this.#targets.get(shard);
    const found = known?.find((target) => target.tabletType === tabletType && target.keyspace === keyspace);
    if (found) return found;
    const target = { keyspace, shard: shard.name, tabletType };
    if (known) known.push(target);
    else this.#targets.set(shard, [target]);
    return target;
  }

  #values(plan: FastPlan, sql: Buffer): BindValue[] {
    const { starts, ends } = this.#found;
    const values: BindValue[] = [];
    for (let i = 0; i < plan.order.length; i++) {
      const literal = plan.order[i] as number;
      values.push({ type: Type.RAW, value: sql.subarray(starts[literal], ends[literal]) });
    }
    return values;
  }
}

let nextContextId = 1;

/** Whether its transaction is open elsewhere and not there. */
function isNew(session: Session, target: TabletTarget): boolean {
  return session.shardSessions.length > 0 && session.find(target) === undefined;
}

function shardOf(
  value: BindValue,
  routing: Extract<FastPlan['routing'], { kind: 'value' }>,
  vschema: VSchema,
  shards: readonly ServingShard[],
): ServingShard | undefined {
  const { keyspace, name, column, stores } = routing.vindex;
  const vindex = vschema.keyspaces.get(keyspace)?.vindexes.get(name)?.vindex;
  if (vindex?.kind !== 'single' || !tellsShard(value, column)) return undefined;
  // A row is where the value is that its column keeps.
  if (routing.inserted && stores[0] && storedValue(value, stores[0]) !== value) return undefined;
  const destination = vindex.map(value);
  if (destination.kind !== 'KeyspaceId') return undefined;
  return resolveDestination(destination, shards)[0];
}

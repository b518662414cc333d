import { type CallSettle, type Gateway, type HealthCheck, httpAddress, type RunningCall } from '@vt/discovery';
import { TabletCallError as CallError, type CallState, type TabletRequest, tabletRequest } from '@vt/proto';
import { activeTraceparent, type Stats } from '@vt/servenv';
import { collectResult, type ResultSink } from '@vt/sqltypes';
import { parseTabletAlias, tabletAliasString } from '@vt/topo';
import { CallStats } from './call-stats.ts';
import {
  type Caller,
  type TabletCall,
  TabletCallError,
  type TabletGateway,
  type TabletHealthRow,
  type TabletState,
  type TabletTarget,
} from './tablet-gateway.ts';
import type { WarmingReads } from './warming-reads.ts';

const nothingHeld: TabletState = { transactionId: 0n, reservedId: 0n, alias: undefined };
const CONNECTOR = 'VTGate MySQL Connector';

/** The tablets as health streams and the topology tell of them. */
export class DiscoveryGateway implements TabletGateway {
  readonly #gateway: Gateway;
  readonly #health: HealthCheck;
  readonly #calls: CallStats;
  readonly #warming: WarmingReads | undefined;

  constructor(gateway: Gateway, health: HealthCheck, stats: Stats, warming?: WarmingReads) {
    this.#gateway = gateway;
    this.#warming = warming;
    this.#health = health;
    this.#calls = new CallStats(stats);
  }

  execute(target: TabletTarget, call: TabletCall, sink: ResultSink, signal: AbortSignal): Promise<TabletState> {
    const request = requestOf(target, call);
    const held: TabletState = { transactionId: call.transactionId, reservedId: call.reservedId, alias: call.alias };
    const answer = this.#send(request, call.alias, call.repeatable, sink, held, signal);
    this.#warming?.copy(request);
    return answer;
  }

  start(
    request: TabletRequest,
    alias: string | undefined,
    sink: ResultSink,
    settle: CallSettle,
  ): RunningCall | undefined {
    const running = this.#gateway.start(
      request,
      sink,
      this.#calls.noted(request, settle),
      alias && tabletAliasString(parseTabletAlias(alias)),
    );
    this.#warming?.copy(request);
    return running;
  }

  describe(
    target: TabletTarget,
    { sql, caller, settings }: Pick<TabletCall, 'sql' | 'caller' | 'settings'>,
    sink: ResultSink,
    signal: AbortSignal,
  ): Promise<TabletState> {
    const request = tabletRequest({ method: 'describe', target, caller: callerOf(caller), sql, settings });
    return this.#send(request, undefined, true, sink, nothingHeld, signal);
  }

  commit(target: TabletTarget, state: TabletState, caller: Caller, signal: AbortSignal): Promise<TabletState> {
    return this.#end('commit', target, state, caller, signal);
  }

  rollback(target: TabletTarget, state: TabletState, caller: Caller, signal: AbortSignal): Promise<TabletState> {
    return this.#end('rollback', target, state, caller, signal);
  }

  async release(target: TabletTarget, state: TabletState, caller: Caller, signal: AbortSignal): Promise<void> {
    await this.#end('release', target, state, caller, signal);
  }

  tablets(): readonly TabletHealthRow[] {
    return this.#health.all().map((health) => ({
      cell: health.cell,
      keyspace: health.target.keyspace,
      shard: health.target.shard,
      tabletType: health.target.tabletType as TabletHealthRow['tabletType'],
      serving: health.serving,
      alias: health.alias,
      hostname: health.tablet.hostname,
      httpAddress: httpAddress(health.tablet),
      primaryTermStart: health.primaryTermStart,
      isOfVitess: health.queryStreamVersion === 0,
    }));
  }

  database(keyspace: string): string | undefined {
    return this.#health.database(keyspace);
  }

  #end(
    method: 'commit' | 'rollback' | 'release',
    target: TabletTarget,
    state: TabletState,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<TabletState> {
    const { transactionId, reservedId, alias } = state;
    const request = tabletRequest({
      method,
      target,
      caller: callerOf(caller),
      transactionId,
      reservedId,
      traceparent: activeTraceparent(),
    });
    const after: TabletState = { ...state, transactionId: 0n };
    return this.#send(request, alias, false, collectResult(), after, signal);
  }

  async #send(
    request: TabletRequest,
    alias: string | undefined,
    repeatable: boolean,
    sink: ResultSink,
    held: TabletState,
    signal: AbortSignal,
  ): Promise<TabletState> {
    const options = { repeatable, signal, ...(alias ? { alias: tabletAliasString(parseTabletAlias(alias)) } : {}) };
    const sinceMs = performance.now();
    try {
      const state = stateOf(await this.#gateway.execute(request, sink, options));
      this.#calls.note(request, sinceMs, false);
      return state;
    } catch (error) {
      this.#calls.note(request, sinceMs, true);
      // An error that tells nothing of what is held leaves what was held before.
      const state = error instanceof CallError && error.held.alias ? stateOf(error.held) : held;
      throw new TabletCallError(error, state);
    }
  }
}

/** One statement as the tablets get it. */
export function requestOf(target: TabletTarget, call: TabletCall): TabletRequest {
  return tabletRequest({
    method: 'execute',
    target,
    caller: callerOf(call.caller),
    sql: call.sql,
    binds: call.binds,
    transactionId: call.transactionId,
    reservedId: call.reservedId,
    begin: call.begin !== undefined,
    postBegin: call.afterBegin,
    reserve: call.reserve,
    settings: call.settings,
    stream: call.workload !== 'OLTP' && call.begin === undefined && call.transactionId === 0n,
    options: optionsOf(call),
    wantsDiagnostics: call.wantsDiagnostics,
    rowFormat: call.binaryRows ? 'binary' : 'text',
    timeoutMs: call.timeoutMs,
    traceparent: activeTraceparent(),
    // One is made when it is asked for.
    session: target.tabletType === 'PRIMARY' ? undefined : call.session?.uuid,
  });
}

export function stateOf({ transactionId, reservedId, alias }: CallState): TabletState {
  return { transactionId, reservedId, alias: alias && tabletAliasString(alias) };
}

const callers = new WeakMap<Caller, TabletRequest['caller']>();

/** The same object for the same caller: it is sent by reference. */
export function callerOf(caller: Caller): TabletRequest['caller'] {
  const known = callers.get(caller);
  if (known) return known;
  const { user, groups, remote, effective } = caller;
  const made = {
    effective: effective ?? { principal: user, component: remote, subcomponent: CONNECTOR },
    immediate: { username: user, groups: [...groups] },
  };
  callers.set(caller, made);
  return made;
}

const noDirectives = {};
/** Options of calls that begin nothing, by their directives, which nearly all statements have none of. */
const plainOptions = new WeakMap<object, Map<string, TabletRequest['options']>>();

function optionsOf({
  workload,
  clientFoundRows,
  directives = noDirectives,
  begin,
}: TabletCall): TabletRequest['options'] {
  const make = (): TabletRequest['options'] => ({
    workload,
    client_found_rows: clientFoundRows,
    included_fields: 'ALL',
    ...directiveOptions(directives),
    ...(begin ? beginOptions(begin) : {}),
  });
  if (begin) return make();
  let known = plainOptions.get(directives);
  if (!known) {
    known = new Map();
    plainOptions.set(directives, known);
  }
  const key = clientFoundRows ? `${workload}+` : workload;
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

const DUMP_MS_MAX = 86_400_000;

export function beginOptions({
  isolation,
  consistentSnapshot,
  accessMode,
  timeoutMs,
  lastsWhileUsed,
  forDump,
}: NonNullable<TabletCall['begin']>): TabletRequest['options'] {
  return {
    transaction_isolation: isolation,
    ...(timeoutMs || forDump ? { transaction_timeout: BigInt(timeoutMs || DUMP_MS_MAX) } : {}),
    ...(forDump ? { workload: 'DBA' } : {}),
    ...(lastsWhileUsed ? { transaction_lasts_while_used: true } : {}),
    transaction_access_mode: [
      ...(consistentSnapshot ? (['CONSISTENT_SNAPSHOT'] as const) : []),
      ...(accessMode ? [accessMode] : []),
    ],
  };
}

function directiveOptions({ consolidator, priority, workloadName }: TabletCall['directives'] = {}) {
  return {
    ...(consolidator && { consolidator }),
    ...(priority !== undefined && { priority }),
    ...(workloadName !== undefined && { WorkloadName: workloadName }),
  };
}

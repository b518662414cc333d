import { VtError } from '@vt/base';
import type { CopyContext, ExecutionContext } from '@vt/engine';
import { isMariadbVersion } from '@vt/mysql';
import { type BindVariables, collectResult } from '@vt/sqltypes';
import { anyShard, findKeyspace, type LookupPort, type ServingShard } from '@vt/vschema';
import { findParams } from '../mysql/inline-params.ts';
import type { Session } from '../session/session.ts';
import type { TemporaryTables } from '../session/temporary-tables.ts';
import { handlers } from '../statements/index.ts';
import { onTemporary } from '../statements/temporary/change.ts';
import { classify, writingKinds } from '../text/classify.ts';
import { type Directives, noDirectives, readDirectives } from '../text/directives.ts';
import { ShardCalls } from '../tx/shard-calls.ts';
import type { ShardCallsDeps } from '../tx/shard-calls-deps.ts';
import { inCharacterized, noteTouches } from './characterized.ts';
import type { ExecutorDeps } from './deps.ts';
import type { Description } from './described/described-by-mysqld.ts';
import { ObservingSink } from './observing-sink.ts';
import { anyKeyspace } from './place.ts';
import { evaluationOf, hinted, type ReadableSettings } from './plans/evaluation.ts';
import { lookupPort } from './plans/lookup-port.ts';
import { Mirrors } from './plans/mirrors.ts';
import type { PlanCache } from './plans/plan-cache.ts';
import { readScratch, runPlanned } from './plans/planned.ts';
import { replanning } from './plans/replan.ts';
import { checkInput } from './plans/strict-input.ts';
import type { Templated } from './plans/template-plans.ts';
import { sendText } from './send.ts';
import type { StatementFacts, StatementRun } from './statement.ts';
import { learnSqlMode } from './texts/ignored-spaces.ts';

const ASK_ROWS_MAX = 10_000;

/** A statement that is to be run: whose, what it is, and who is told. */
export type StatementStart = Pick<StatementRun, 'session' | 'sql' | 'mode' | 'classified' | 'sink' | 'signal'> & {
  /** Its plan, where that is known but for the literals. */
  readonly known?: Templated | undefined;
};

/** Finds out what a statement that is prepared has. @throws what MySQL says of it at once. */
type Describe = (session: Session, sql: string, params: readonly number[], signal: AbortSignal) => Promise<Description>;

/** Makes of statements what their handlers run with: the shards' calls, the engine's context, and ways to run other statements for them. */
export class StatementRuns {
  readonly #deps: ExecutorDeps;
  readonly #planCache: PlanCache;
  readonly #describe: Describe;
  readonly #mirrors = new Mirrors();

  constructor(deps: ExecutorDeps, planCache: PlanCache, describe: Describe) {
    this.#deps = deps;
    this.#planCache = planCache;
    this.#describe = describe;
  }

  /** @throws RESOURCE_EXHAUSTED (1153): its text is longer than is allowed. */
  start(given: StatementStart): StatementRun {
    const { session, sql, mode, known } = given;
    const own = session.temporaryTables;
    const deps = own ? seenOver(this.#deps, own) : this.#deps;
    const read = known ? noDirectives : readDirectives(sql, mode);
    // What others' statements mean is no matter of this session's tables.
    const directives = own ? { ...read, skipPlanCache: true } : read;
    checkPayload(sql, directives, deps);
    const facts: StatementFacts = {
      plan: undefined,
      counts: undefined,
      isCachedPlan: false,
      planMs: 0,
      shardQueries: 0,
      mirrored: undefined,
    };
    const calls = shardCallsDeps(keepsFloats(given), directives, deps, facts);
    const shards = new ShardCalls(session, calls);
    const engine: ExecutionContext = {
      ...this.#engine(given, deps, shards, () => engine, directives),
      scratch: (query, sink, binds) => readScratch({ ...run, sink, binds, engine: { ...run.engine, binds } }, query),
      ...(writingKinds.has(given.classified.kind) && { onInputRead: () => checkInput(run) }),
      ...(deps.vschema().mirrorRules.size > 0 && { mirror: this.#mirror(session, deps, calls, facts, () => engine) }),
    };
    const run: StatementRun = {
      session,
      sql,
      mode,
      classified: given.classified,
      directives,
      binds: engine.binds,
      sink: given.sink,
      signal: given.signal,
      deps,
      shards,
      engine,
      facts,
      onPlan: (used) => {
        facts.plan = used;
      },
      ask: (text) => ask(run, text),
      read: (text) => this.#collected(run, text, ASK_ROWS_MAX),
      write: (text) => this.#collected({ ...run, sql: text, classified: classify(text, mode) }, text, 0),
      describe: (text) => this.#describe(session, text, findParams(text, mode), given.signal),
      instead: (text) => this.#instead(run, text),
      planned: (text, instead = {}) =>
        this.counted({ ...run, ...instead }, (again) => runPlanned(again, text, this.#planCache)),
    };
    return run;
  }

  /** Runs a statement's plan, anew where it turns out that its tables have moved, and counts what was executed. */
  async counted(run: StatementRun, attempt: (run: StatementRun) => Promise<void>): Promise<void> {
    const { options, stats } = this.#deps;
    const windowMs = options.replanWindowMs ?? 0;
    await (windowMs > 0 ? replanning(run, windowMs, attempt) : attempt(run));
    const { plan, shardQueries } = run.facts;
    if (!plan) return;
    const { tabletType } = run.session.target;
    const { statement, type, tablesUsed } = plan;
    stats.queryExecuted({ statement, type, tabletType, tablesUsed }, shardQueries);
  }

  /** What plans are run with, but for what asks back to the statement. @param whole what it becomes a part of. */
  #engine(
    { session, sql, classified, signal, known }: StatementStart,
    deps: ExecutorDeps,
    runner: ShardCalls,
    whole: () => ExecutionContext,
    { ignoreMaxMemoryRows }: Directives,
  ): Omit<ExecutionContext, 'scratch'> {
    const { options, spill } = deps;
    const binds: BindVariables = known?.binds ?? {};
    const settings = hinted(sql, session, options.serverVersion);
    return {
      runner,
      binds,
      signal,
      vindex: (keyspace, name) => findVindex(deps, keyspace, name),
      memoryRowsMax: ignoreMaxMemoryRows ? Number.MAX_SAFE_INTEGER : options.memoryRowsMax,
      memoryBytesMax: options.memoryBytesMax,
      ...(spill && { spill }),
      ...(session.workload === 'OLAP' && { keepsConnections: true }),
      clientFoundRows: session.clientFoundRows,
      ...sessionLimits(settings, options),
      evaluation: { ...evaluationOf(settings, options.serverVersion), wholeReals: runner.wholeFloats },
      onWarning: (code, message) => session.warn(code, message),
      lookups: this.#lookups(session, whole, writingKinds.has(classified.kind)),
    };
  }

  /** For reads that mirror rules copy. */
  #mirror(
    session: Session,
    deps: ExecutorDeps,
    calls: ShardCallsDeps,
    facts: StatementFacts,
    engine: () => ExecutionContext,
  ): ExecutionContext['mirror'] {
    return this.#mirrors.port({
      session,
      random: deps.random,
      stats: deps.stats,
      contextFor: (own, stop) => {
        const onQuery: ShardCallsDeps['onQuery'] = (query) => deps.onShardQuery?.(query);
        const copy: CopyContext = {
          runner: new ShardCalls(own, { ...calls, onQuery }),
          signal: stop,
          onWarning: () => {},
          scratch: () => Promise.reject(VtError.of('VT12001', 'a scratch server for a mirrored read')),
          lookups: this.#lookups(own, () => ({ ...engine(), ...copy }), false),
        };
        return copy;
      },
      onCopy: (mirrored) => {
        facts.mirrored = mirrored;
      },
    });
  }

  #lookups(session: Session, engine: () => ExecutionContext, locking: boolean): LookupPort {
    const deps = this.#deps;
    return lookupPort({
      vschema: deps.vschema,
      cache: this.#planCache,
      rowsMax: deps.options.memoryRowsMax,
      locking,
      engine,
      get warnings() {
        return session.warnings;
      },
    });
  }

  async #collected(run: StatementRun, text: string, rowsMax: number) {
    const answer = collectResult({ rowsMax, wholeFloats: run.shards.wholeFloats });
    await runPlanned({ ...run, sink: answer }, text, this.#planCache);
    return answer.result;
  }

  async #instead({ session, mode, sink, signal, facts }: StatementRun, sql: string): Promise<void> {
    const other = this.start({ session, sql, mode, classified: classify(sql, mode), sink, signal });
    await inCharacterized(other, () => handle(other));
    noteTouches(other, sink instanceof ObservingSink && sink.hasRows);
    facts.plan = other.facts.plan;
    facts.instead = other.facts.instead ?? sql;
  }
}

/** Does what a statement says. */
export async function handle(run: StatementRun): Promise<void> {
  if (run.session.ignoresSpace) await learnSqlMode(run);
  if (run.session.temporaryTables && (await onTemporary(run))) return;
  await handlers[run.classified.kind](run);
}

async function ask(run: StatementRun, text: string) {
  const { shards, session } = run;
  const answer = collectResult({ rowsMax: ASK_ROWS_MAX });
  shards.apart = true;
  try {
    await sendText(run, anyKeyspace(run), session.target.destination ?? anyShard, text, { sink: answer });
  } finally {
    shards.apart = false;
  }
  return answer.result;
}

/** Whether a statement's values are kept with all that they are: its answer is in binary form, or goes to variables. */
function keepsFloats({ sink, sql, classified }: StatementStart): boolean {
  if (sink.wholeFloats === true) return true;
  if (classified.kind === 'select') return INTO.test(sql);
  return classified.kind === 'set' && MAY_GIVE_FLOAT.test(sql);
}

const INTO = /\binto\s*@/i;
/** Of a SET's values. What is read in binary form is prepared, and of what it warns then nobody hears: only where it must be. */
const MAY_GIVE_FLOAT = /\b(?:float|select|table)\b/i;

function shardCallsDeps(
  wholeFloats: boolean,
  directives: Directives,
  deps: ExecutorDeps,
  facts: StatementFacts,
): ShardCallsDeps {
  return {
    gateway: deps.gateway,
    serving: deps.serving,
    routedShards: () => deps.vschema().shardRoutingRules,
    transactions: deps.transactions,
    pick: (all) => pickOne(all, deps.random()),
    directives,
    freshReads: deps.freshReads,
    queryTimeoutMs: deps.options.queryTimeoutMs,
    wholeFloats,
    onPartial: () => deps.stats.partialScatter?.(),
    onQuery: (query) => {
      facts.shardQueries++;
      deps.onShardQuery?.(query);
    },
  };
}

/** @throws RESOURCE_EXHAUSTED: more bytes of SQL than --max-payload-size. */
function checkPayload(sql: string, directives: Directives, { options, stats }: ExecutorDeps): void {
  const { payloadBytesMax, payloadBytesWarn = 0 } = options;
  if (payloadBytesWarn > 0 && Buffer.byteLength(sql) > payloadBytesWarn) stats.warned?.('WarnPayloadSizeExceeded');
  if (payloadBytesMax <= 0 || sql.length * 3 <= payloadBytesMax || directives.ignoreMaxPayloadSize) return;
  if (Buffer.byteLength(sql) > payloadBytesMax)
    throw new VtError({
      code: 'RESOURCE_EXHAUSTED',
      message: 'query payload size above threshold',
      errno: 1153,
      state: '08S01',
    });
}

/** As a session with temporary tables sees it. */
function seenOver(deps: ExecutorDeps, tables: TemporaryTables): ExecutorDeps {
  return Object.create(deps, { vschema: { value: () => tables.over(deps.vschema()) } });
}

function findVindex(deps: ExecutorDeps, keyspace: string, name: string) {
  const entry = findKeyspace(deps.vschema(), keyspace).vindexes.get(name);
  if (!entry) throw new VtError({ code: 'NOT_FOUND', message: `vindex ${name} not found in keyspace ${keyspace}` });
  return entry.vindex;
}

function pickOne(shards: readonly ServingShard[], random: number): ServingShard | undefined {
  return shards[Math.floor(random * shards.length)];
}

/** MySQL's defaults are the engine's own; MariaDB has another one for GROUP_CONCAT. */
function sessionLimits(
  { settings }: ReadableSettings,
  { serverVersion }: ExecutorDeps['options'],
): Pick<ExecutionContext, 'groupConcatBytesMax' | 'recursionDepthMax' | 'recursionStops'> {
  const number = (name: string): number | undefined => {
    const text = settings.get(name);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const isMaria = isMariadbVersion(serverVersion);
  const concat = number('group_concat_max_len') ?? (isMaria ? 1_048_576 : undefined);
  const depth = number(isMaria ? 'max_recursive_iterations' : 'cte_max_recursion_depth');
  return {
    ...(concat !== undefined && { groupConcatBytesMax: concat }),
    ...(depth !== undefined && { recursionDepthMax: depth }),
    ...(isMaria && { recursionStops: true }),
  };
}

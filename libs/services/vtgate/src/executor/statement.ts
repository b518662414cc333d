import type { ExecutionContext } from '@vt/engine';
import type { Plan } from '@vt/plan';
import type { BindVariables, Result, ResultSink } from '@vt/sqltypes';
import type { Session } from '../session/session.ts';
import type { Classified } from '../text/classify.ts';
import type { Directives } from '../text/directives.ts';
import type { ScanMode } from '../text/scan.ts';
import type { ShardCalls } from '../tx/shard-calls.ts';
import type { ExecutorDeps } from './deps.ts';

/** One statement while it runs: everything a handler may use. */
export type StatementRun = {
  readonly session: Session;
  readonly sql: string;
  readonly mode: ScanMode;
  readonly classified: Classified;
  readonly directives: Directives;
  readonly binds: BindVariables;
  readonly sink: ResultSink;
  readonly signal: AbortSignal;
  readonly deps: ExecutorDeps;
  readonly shards: ShardCalls;
  /** For running plans. */
  readonly engine: ExecutionContext;
  /** Runs SQL on one shard, any of them, with the session's settings and outside of its transaction, and gives its decoded answer. */
  ask(sql: string): Promise<Result>;
  /** Runs a SELECT as a client's is run, and gives its decoded answer. */
  read(sql: string): Promise<Result>;
  /** Runs another statement in the place of this one: what EXECUTE does. */
  instead(sql: string): Promise<void>;
  /** Told which plan is used. */
  onPlan(plan: Plan): void;
  /** Runs a statement through the planner. */
  planned(sql: string): Promise<void>;
};

export type StatementHandler = (run: StatementRun) => Promise<void>;

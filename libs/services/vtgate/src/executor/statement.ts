import type { ExecutionContext } from '@vt/engine';
import type { LocalInfileReceiver } from '@vt/mysql';
import type { Plan } from '@vt/plan';
import type { BindVariables, Result, ResultSink } from '@vt/sqltypes';
import type { StatementCounts } from '../log/statement-counts.ts';
import type { Session } from '../session/session.ts';
import type { Classified } from '../text/classify.ts';
import type { Directives } from '../text/directives.ts';
import type { ScanMode } from '../text/scan.ts';
import type { ShardCalls } from '../tx/shard-calls.ts';
import type { ExecutorDeps } from './deps.ts';
import type { Description } from './described/described-by-mysqld.ts';

/** What a read was beside its copy: milliseconds of both, and what the copy failed with, or ''. */
export type Mirrored = { readonly sourceMs: number; readonly targetMs: number; readonly error: string };

/** What became of a statement, as far as it came. */
export type StatementFacts = {
  plan: Plan | undefined;
  counts: StatementCounts | undefined;
  isCachedPlan: boolean;
  planMs: number;
  shardQueries: number;
  /** What EXECUTE ran: the statement that was prepared, with its values. */
  instead?: string;
  /** Of its copy, if mirror rules asked for one; never rejected. */
  mirrored: Promise<Mirrored> | undefined;
};

/** Where a client's answers go: one that speaks MySQL's protocol can be asked for a file. */
export type ClientSink = ResultSink & {
  /** FLOATs go to it as they are stored, and not as the text that MySQL shows of them. */
  readonly wholeFloats?: boolean;
  /** See CommandSink. */
  moreFollows?: boolean;
  /** See CommandSink. */
  requestLocalInfile?(fileName: string, receiver: LocalInfileReceiver): boolean;
};

/** One statement while it runs: everything a handler may use. */
export type StatementRun = {
  readonly session: Session;
  readonly sql: string;
  readonly mode: ScanMode;
  readonly classified: Classified;
  readonly directives: Directives;
  readonly binds: BindVariables;
  readonly sink: ClientSink;
  readonly signal: AbortSignal;
  readonly deps: ExecutorDeps;
  readonly shards: ShardCalls;
  /** For running plans. */
  readonly engine: ExecutionContext;
  /** Runs SQL on one shard, any of them, with the session's settings and outside of its transaction, and gives its decoded answer. */
  ask(sql: string): Promise<Result>;
  /** Runs a SELECT as a client's is run, and gives its decoded answer. */
  read(sql: string): Promise<Result>;
  /** Runs a statement that writes rows as a client's is run, and gives what it says. */
  write(sql: string): Promise<Result>;
  /** Finds out what is wrong with a statement that is prepared, without running it: what PREPARE does. @throws what MySQL says at once. */
  describe(sql: string): Promise<Description>;
  /** Runs another statement in the place of this one: what EXECUTE does. */
  instead(sql: string): Promise<void>;
  /** For logs and counts. */
  readonly facts: StatementFacts;
  /** Told which plan is used. */
  onPlan(plan: Plan): void;
  /** Runs a statement through the planner. */
  planned(sql: string, instead?: Partial<Pick<StatementRun, 'sql' | 'classified' | 'sink'>>): Promise<void>;
};

export type StatementHandler = (run: StatementRun) => Promise<void>;

import { VtError } from '@vt/base';
import { buildTraced, type ShardQuery, type StepTrace, type Trace } from '@vt/engine';
import { explainNode } from '@vt/plan';
import { collectResult, emptyOk, type OkInfo, type ResultSink, Type } from '@vt/sqltypes';
import { explainedKeys, explainedPlan, explainedScratch } from '../executor/plans/planned.ts';
import { sendText } from '../executor/send.ts';
import { answerRows, type LocalColumn } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { inlineBinds } from '../grpc/inline-binds.ts';
import { classify } from '../text/classify.ts';
import { explainedStream } from './stream.ts';

const FORMS = new Set(['ALL', 'KEYS', 'PLAN', 'QUERIES', 'TRACE']);
const DML = new Set(['delete', 'insert', 'replace', 'update']);
/** What the shards say of one plan is a line of JSON. */
const EXPLAIN_ROWS_MAX = 10;
const QUERIES_MAX = 10_000;

const COLUMNS: readonly LocalColumn[] = [
  { name: '#', type: Type.INT32 },
  { name: 'keyspace' },
  { name: 'shard' },
  { name: 'query' },
];

/**
 * VEXPLAIN [PLAN] statement: the steps of the gate's plan as JSON. QUERIES runs the statement and shows what the shards were asked, ALL the plan with what
 * their mysqlds say of it, TRACE runs it too and shows what each step did; KEYS how it uses columns. @throws VT09008: a write without the directive that lets it run.
 */
export const vexplain: StatementHandler = async (run) => {
  const { first, second } = run.classified;
  const form = FORMS.has(second?.text ?? '') ? (second?.text ?? '') : 'PLAN';
  const isNamed = FORMS.has(second?.text ?? '');
  const sql = run.sql.slice((isNamed ? second?.end : first?.end) ?? 0).trim();
  if (classify(sql, run.mode).kind === 'stream') return explainStream(run, sql, form);
  if (form === 'PLAN') return showJson(run, await explained(run, sql));
  if (form === 'KEYS') return showJson(run, explainedKeys(run, sql), 'ColumnUsage');
  if (form === 'TRACE') return showJson(run, await traced(run, sql), 'Trace');
  if (form === 'ALL') {
    const asked = await asPlanned(run, () => askedOf(run, sql));
    return showJson(run, await described(run, await explained(run, sql), asked), 'VExplain');
  }
  const asked = await askedOf(run, sql);
  const rows = asked.map(({ call, query }) => [call, query.keyspace, query.shard, textOf(run, query)]);
  answerRows(run.sink, COLUMNS, rows);
};

/** A stream is not run to be explained: it has no end. */
function explainStream(run: StatementRun, sql: string, form: string): void {
  if (form !== 'PLAN') throw VtError.of('VT12001', `VEXPLAIN ${form} of STREAM`);
  showJson(run, explainedStream(run, sql));
}

function showJson(run: StatementRun, shown: object, name = 'JSON'): void {
  answerRows(run.sink, [{ name }], [[JSON.stringify(shown, undefined, '\t')]]);
}

async function explained(run: StatementRun, sql: string): Promise<object> {
  try {
    return explainNode(explainedPlan(run, sql).root);
  } catch (refusal) {
    const scratch = await explainedScratch(run, sql, refusal);
    if (scratch === undefined) throw refusal;
    return scratch;
  }
}

/** Runs a statement; its plan with how often each step was asked and what it gave. */
async function traced(run: StatementRun, sql: string): Promise<object> {
  checkMayRun(run, classify(sql, run.mode).kind);
  const { root } = explainedPlan(run, sql);
  const trace: Trace = new Map();
  await buildTraced(root, trace).execute(run.engine, new Dropped());
  return explainNode(root, undefined, (node) => noteOf(trace.get(node)));
}

function noteOf(step: StepTrace | undefined): object {
  // A step that was not asked has no numbers.
  if (!step || step.rows.length === 0) return {};
  const { rows, shards } = step;
  const total = rows.reduce((sum, count) => sum + count, 0);
  return {
    NoOfCalls: rows.length,
    AvgNumberOfRows: total / rows.length,
    MedianNumberOfRows: medianOf(rows),
    ...(shards > 0 && { ShardsQueried: shards }),
  };
}

function medianOf(counts: readonly number[]): number {
  const sorted = [...counts].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function checkMayRun(run: StatementRun, kind: string): void {
  if (DML.has(kind) && run.directives.executeDmlQueries !== true) throw VtError.of('VT09008');
}

/** `call`: which of the statement's steps, counted from 0; those of one step are asked at once. */
type Asked = { readonly call: number; readonly query: ShardQuery };

/** Runs a statement and tells what the shards were asked. */
async function askedOf(run: StatementRun, sql: string): Promise<readonly Asked[]> {
  const classified = classify(sql, run.mode);
  checkMayRun(run, classified.kind);
  const asked: Asked[] = [];
  const { shards } = run;
  let calls = 0;
  let step = -1;
  shards.onAsked = (query, call) => {
    if (call !== step) calls++;
    step = call;
    if (asked.length < QUERIES_MAX) asked.push({ call: calls - 1, query });
  };
  try {
    await run.planned(sql, { sql, classified, sink: new Dropped() });
  } finally {
    shards.onAsked = undefined;
  }
  return asked;
}

/** By the plan that is shown, not by one that was kept for other literals. */
async function asPlanned<T>({ session }: StatementRun, work: () => Promise<T>): Promise<T> {
  const { skipPlanCache } = session;
  session.skipPlanCache = true;
  try {
    return await work();
  } finally {
    session.skipPlanCache = skipPlanCache;
  }
}

function textOf(run: StatementRun, { sql, binds }: ShardQuery): string {
  return inlineBinds(sql, binds, run.mode);
}

type Described = {
  readonly OperatorType?: string;
  readonly Query?: string;
  /** Of a join: what its second input is asked for many rows at once. */
  readonly BatchQuery?: string;
  readonly Inputs?: readonly Described[];
};

/** Each route with what one of its shards' mysqlds would do. */
async function described(
  run: StatementRun,
  node: Described,
  asked: readonly Asked[],
  batchQuery?: string,
): Promise<object> {
  const inputs: object[] = [];
  for (const [i, input] of (node.Inputs ?? []).entries())
    inputs.push(await described(run, input, asked, i === 1 ? node.BatchQuery : undefined));
  const isOf = ({ query }: Asked): boolean =>
    query.sql === node.Query || query.sql === batchQuery || textOf(run, query) === node.Query;
  const found = node.OperatorType === 'Route' && asked.find(isOf);
  const plan = found ? await mysqlPlan(run, found.query) : undefined;
  return { ...node, ...(plan !== undefined && { mysql_explain_json: plan }), ...(node.Inputs && { Inputs: inputs }) };
}

async function mysqlPlan(run: StatementRun, query: ShardQuery): Promise<unknown> {
  const sink = collectResult({ rowsMax: EXPLAIN_ROWS_MAX });
  const sql = `explain format = json ${textOf(run, query)}`;
  await sendText(run, query.keyspace, { kind: 'Shard', shard: query.shard }, sql, { sink });
  const [row] = (await sink.result).rows;
  return JSON.parse(Buffer.from(row?.[0] ?? []).toString() || 'null') as unknown;
}

/** Takes an answer that nobody wants to see. */
class Dropped implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  ok: OkInfo = emptyOk;
  columns(): void {}
  rows(): boolean {
    return true;
  }
  end(ok: OkInfo): void {
    this.ok = ok;
  }
  error(): void {}
}

import { readCorpus } from '@vt/vschema/testing';
import { type Answer, answerOf, type Verdict } from '../differential/compare.ts';
import { statementsOf } from './planner-e2e.ts';
import { recordedVSchema } from './recorded-vschema.ts';
import { type Outcome, type Server, SideBySide } from './side-by-side.ts';

type Keyspace = { name: string; sharded: boolean; shards: string[]; schema_sql: string; vschema: object };
type Step = {
  readonly on: string;
  readonly conn?: string;
  readonly op?: string;
  readonly sql?: string;
  readonly mysql_sql?: string;
  readonly compare?: string;
  readonly may_error?: boolean;
  readonly error_ok?: boolean;
  readonly concurrent?: boolean;
  readonly expect?: Readonly<Record<string, unknown>>;
};
type Env = {
  readonly id: string;
  readonly keyspaces: readonly Keyspace[];
  readonly plain_mysql?: { readonly db: string; readonly schema_sql: readonly string[] };
  readonly setups?: Readonly<Record<string, readonly Step[]>>;
};
type Case = {
  readonly id: string;
  readonly env: string;
  readonly setup?: string;
  readonly class: string;
  readonly connections: Readonly<Record<string, { readonly db?: string }>>;
  readonly statements: readonly Step[];
};

/** Environments that ask for processes, flags or faults that a gate in this process has not; suites of their own are about them. */
const elsewhere =
  /^(?:mysqlserver|preparestmt|transaction|messaging)|consolidator|grpc_api|kill|partialfailure|reservedconn|timeout|errors_as_warnings|mysql84|keyspace_watches|reuseport|no_scatter|multi_query/;

/** Recorded end-to-end cases: what runs on both sides is compared, what runs on the gate alone must not fail where it did not. */
export async function* e2e(server: Server): AsyncGenerator<Outcome> {
  const only = process.env['VT_E2E_ENV'];
  const cases = (readCorpus<Case>('e2e/cases.jsonl') ?? []).filter(({ class: kind }) => kind !== 'needs_cluster_ops');
  for (const env of readCorpus<Env>('e2e/envs.jsonl') ?? []) {
    const own = cases.filter((one) => one.env === env.id && (only === undefined || env.id === only));
    if (own.length > 0 && env.keyspaces.length > 0 && !elsewhere.test(env.id)) yield* runEnv(server, env, own);
  }
}

async function* runEnv(server: Server, env: Env, cases: readonly Case[]): AsyncGenerator<Outcome> {
  const spaces = Object.fromEntries(
    env.keyspaces.map(({ name, shards, vschema }) => [name, { shards, vschema: recordedVSchema(vschema ?? {}) }]),
  );
  const database = env.plain_mysql?.db ?? 'plain_e2e';
  let both: SideBySide;
  try {
    both = await SideBySide.start(server, spaces, database);
    for (const sql of (env.plain_mysql?.schema_sql ?? []).flatMap(statementsOf)) await both.onPlain(sql);
    for (const { name, schema_sql } of env.keyspaces) {
      await both.onGate(`use ${name}`);
      for (const sql of statementsOf(schema_sql ?? '')) await both.onGate(sql);
    }
  } catch (error) {
    yield { id: env.id, sql: 'the start', verdict: { kind: 'different', why: (error as Error).message } };
    return;
  }
  try {
    for (const one of cases) yield* runCase(both, env, one, database);
  } finally {
    both.close();
  }
}

async function* runCase(both: SideBySide, env: Env, one: Case, database: string): AsyncGenerator<Outcome> {
  const pairs = new Map<string, SideBySide>();
  const pairOf = async (conn = 'vt1'): Promise<SideBySide> => {
    const [gateName = 'vt1'] = conn.split('+');
    const known = pairs.get(gateName);
    if (known) return known;
    const made = await both.another();
    pairs.set(gateName, made);
    const db = one.connections?.[gateName]?.db ?? database;
    if (db !== '' && db !== 'plain_e2e') await answerOf(() => made.onGate(`use \`${db}\``));
    return made;
  };
  if (env.id.endsWith('/foreignkey')) await emptyTables(both);
  const setup = one.setup === undefined ? [] : (env.setups?.[one.setup] ?? []);
  for (const [i, step] of [...setup, ...one.statements].entries()) {
    if (step.sql === undefined || step.op || step.concurrent || !['both', 'vtgate', 'mysql'].includes(step.on))
      continue;
    if (step.conn === 'grpc') continue;
    const plainName = /my\d+/.exec(step.conn ?? '')?.[0];
    const pair = await pairOf(step.on === 'mysql' ? pairName(one, plainName) : step.conn);
    const verdict = await runStep(pair, step);
    if (verdict && i >= setup.length) yield { id: one.id, sql: step.sql, verdict };
  }
  for (const pair of pairs.values()) {
    await answerOf(() => pair.onGate('rollback'));
    pair.closeSession();
  }
}

/** The record of this suite's setup has the first keyspace only. */
async function emptyTables(both: SideBySide): Promise<void> {
  const { rows } = await both.onPlain(
    "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' and (table_schema = database() or table_schema like 'vt\\_%ks%')",
  );
  await both.onPlain('set foreign_key_checks = 0');
  for (const row of rows) {
    const [schema, table] = row.map((value) => Buffer.from(value ?? []).toString());
    await both.onPlain(`delete from \`${schema}\`.\`${table}\``);
  }
  await both.onPlain('set foreign_key_checks = 1');
}

/** The gate's connection that a plain one goes with. */
function pairName(one: Case, plain: string | undefined): string {
  const both = one.statements.find(({ conn }) => plain !== undefined && conn?.endsWith(`+${plain}`));
  return both?.conn ?? 'vt1';
}

async function runStep(pair: SideBySide, step: Step): Promise<Verdict | undefined> {
  const sql = step.sql ?? '';
  if (step.on === 'mysql') return void (await answerOf(() => pair.onPlain(step.mysql_sql ?? sql)));
  if (step.on === 'both') {
    const verdict = await pair.compare(sql, step.mysql_sql ?? sql);
    return step.may_error ? undefined : verdict;
  }
  const answer = await answerOf(() => pair.onGate(sql));
  return step.may_error || step.error_ok ? undefined : judge(answer, step);
}

function judge(answer: Answer, { expect }: Step): Verdict {
  const expectsError = Object.keys(expect ?? {}).some((key) => key.startsWith('error'));
  if ('errno' in answer) {
    if (expectsError) return { kind: 'same' };
    return answer.refused
      ? { kind: 'refused', reason: answer.message }
      : { kind: 'different', why: `error ${answer.errno} ${answer.message}` };
  }
  return expectsError ? { kind: 'different', why: 'no error' } : { kind: 'same' };
}

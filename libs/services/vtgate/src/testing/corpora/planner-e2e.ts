import { readFileSync } from 'node:fs';
import { corpusPath, readCorpus } from '@vt/vschema/testing';
import { splitStatements } from '../../text/split.ts';
import { type Outcome, type Server, SideBySide } from './side-by-side.ts';

type Case = { readonly id: string; readonly query: string; readonly env?: { readonly vschema: string } };
type Documents = { readonly keyspaces: Readonly<Record<string, KeyspaceDocument>> };

const mode = { noBackslashEscapes: false, ansiQuotes: false };

export function statementsOf(text: string): string[] {
  return splitStatements(text, mode).filter((sql) => sql.trim() !== '');
}

/** The planner's cases that run as they are, on the schema of its corpus. */
export async function* plannerCases(server: Server): AsyncGenerator<Outcome> {
  yield* run(readCorpus<Case>('planner/e2e_runnable.jsonl') ?? [], server, 'plain_planner');
}

const READ = /^\s*(?:\/\*.*?\*\/)?[\s(]*(?:select|with|values|table)\b/i;

/** All reads of the corpus, also those that Vitess refuses, as far as the tables of the schema have what they ask for. */
export async function* plannerReads(server: Server): AsyncGenerator<Outcome> {
  const cases = readCorpus<Case>('planner/planner_cases.jsonl') ?? [];
  const usual = cases.filter(({ query, env }) => READ.test(query) && env?.vschema === 'vschemas/schema.json');
  yield* run(usual, server, 'plain_planner_reads', true);
}

/** Changes of schemas, which no database of the plain side stands for, and locks, which both sides would take from each other. */
const ELSEWHERE = /^\s*(?:create|drop|rename)\b|\bget_lock\b/i;

/** What Vitess says that it does not support of reads, then of writes. */
export async function* unsupportedCases(server: Server): AsyncGenerator<Outcome> {
  const cases = (readCorpus<Case>('planner/planner_cases.jsonl') ?? []).filter(
    ({ id, query }) => id.startsWith('unsupported_cases#') && !ELSEWHERE.test(query),
  );
  const ordered = [...cases.filter(({ query }) => READ.test(query)), ...cases.filter(({ query }) => !READ.test(query))];
  yield* run(ordered, server, 'plain_unsupported');
}

async function* run(
  cases: readonly Case[],
  server: Server,
  database: string,
  onlyAnswered = false,
): AsyncGenerator<Outcome> {
  if (cases.length === 0) return;
  const read = (file: string) => readFileSync(corpusPath(`planner/${file}`), 'utf8');
  const { keyspaces, ...rules } = JSON.parse(read('vschemas/schema.json')) as Documents;
  const spaces = {
    main: { shards: ['0'], vschema: runnable(keyspaces['main'] ?? {}) },
    user: { shards: ['-80', '80-'], vschema: runnable(keyspaces['user'] ?? {}) },
  };
  const both = await SideBySide.start(server, spaces, database, {}, rules);
  try {
    for (const [keyspace, file] of [
      ['main', 'schemas/main.sql'],
      ['user', 'schemas/user.sql'],
    ] as const) {
      await both.onGate(`use ${keyspace}`);
      for (const sql of statementsOf(read(file))) {
        await both.onPlain(sql);
        await both.onGate(sql);
      }
    }
    await both.onGate('use user');
    for (const sql of rows()) {
      await both.onPlain(sql.replace('main.', ''));
      await both.onGate(sql);
    }
    const asking = await both.another();
    for (const { id, query } of cases) {
      const plain = query.replace(/\b(from|join|update|into) (?:main|user)\./g, '$1 ');
      if (onlyAnswered && !(await isAnswered(() => both.onPlain(plain)))) continue;
      yield { id, sql: query, verdict: await asking.compare(query, plain) };
    }
    asking.closeSession();
  } finally {
    both.close();
  }
}

async function isAnswered(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}

/** Rows of which some meet, some do not, and some are NULL. */
function rows(): string[] {
  const list = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => `(${row(i + 1)})`).join();
  return [
    `insert into user (id, col, intcol, user_id, id1, name, col1, textcol1, costly, foo) values ${list(12, (i) => `${i}, ${i % 4}, ${i % 3}, ${13 - i}, ${i % 2}, '${i}', ${i % 3 ? `'c${i % 3}'` : 'null'}, 'T${i % 4}', 'k${i}', 'f${i}'`)}`,
    `insert into user_extra (id, user_id, extra_id, col, m2) values ${list(20, (i) => `${i % 7}, ${i % 14}, ${i}, ${i % 4 ? i % 5 : 'null'}, ${i % 3}`)}`,
    `insert into music (user_id, id, col, genre) values ${list(10, (i) => `${i}, ${100 + i}, 'm${i % 3}', ${i % 4 ? `'g${i % 2}'` : 'null'}`)}`,
    `insert into authoritative (user_id, col1, col2) values ${list(9, (i) => `${i}, 'a${i % 2}', ${i % 3}`)}`,
    `insert into main.unsharded (id, col, col1, name, baz) values ${list(6, (i) => `${i}, '${i % 3}', 'u${i}', 'n${i}', ${i}`)}`,
  ];
}

type TableDocument = {
  readonly column_vindexes?: readonly { readonly name: string }[];
  readonly columns?: unknown;
  readonly column_list_authoritative?: boolean;
};
type KeyspaceDocument = {
  readonly vindexes?: Readonly<Record<string, { readonly type: string }>>;
  readonly tables?: Readonly<Record<string, TableDocument>>;
};

/** The corpus has vindex types of its own, and lookup tables and column types that its tables are not like: they are left out. */
function runnable({ vindexes = {}, tables = {}, ...rest }: KeyspaceDocument): object {
  const types = Object.entries(vindexes).map(
    ([name, one]) => [name, one.type === 'hash_test' ? { ...one, type: 'hash' } : one] as const,
  );
  const kept = Object.fromEntries(types.filter(([, { type }]) => !type.startsWith('lookup')));
  const changed = Object.entries(tables).map(
    ([name, { columns: _columns, column_list_authoritative: _all, column_vindexes, ...table }]) => {
      const usable = column_vindexes?.filter((one) => kept[one.name] !== undefined);
      return [name, { ...table, ...(usable && { column_vindexes: usable }) } as TableDocument] as const;
    },
  );
  const complete = changed.filter(([, { column_vindexes }]) => column_vindexes?.length !== 0);
  return { ...rest, vindexes: kept, tables: Object.fromEntries(complete) };
}

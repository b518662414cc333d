import { describe, expect, it } from 'vitest';
import { argued } from './corpus-argued.ts';
import { equals, parse, print, SqlError, SqlSyntaxError, splitStatements } from './index.ts';
import { corpus, corpusPresent } from './testing/corpus.ts';

type Case = {
  readonly id: string;
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly error_contains?: string;
  readonly mysql_version?: string;
  readonly partial_ddl?: boolean;
  readonly group?: string;
  readonly positioned_error?: { readonly err: string; readonly pos: number; readonly near: string };
};

/** 8.0.1 as 80001 */
function versionOf(version = '8.4.0'): number {
  return version.split('.').reduce((sum, part) => sum * 100 + Number(part), 0);
}

/** What is wrong with our answer to a case; undefined when nothing is. */
function wrong(c: Case): string | undefined {
  const input = c.input!;
  const at = c.positioned_error;
  const positioned = at && `${at.err} at position ${at.pos}${at.near === '' ? '' : ` near '${at.near}'`}`;
  const refusal = c.error ?? positioned ?? c.error_contains;
  const exact = c.id.startsWith('errors');
  const partialDdl = c.partial_ddl === true || c.group === 'TestSkipToEnd';
  const options = { partialDdl, serverVersion: versionOf(c.mysql_version) };
  try {
    const tree = parse(input, options);
    if (refusal !== undefined) return `accepted as ${print(tree)}`;
    const text = print(tree);
    if (c.output !== undefined && text !== c.output) return `printed ${text} instead of ${c.output}`;
    // The head of what Vitess does not understand says less than the statement.
    if (tree.kind === 'PartialDdl') return undefined;
    return equals(parse(text, options), tree) ? undefined : `${text} reads back as another tree`;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (refusal === undefined) return `refused: ${error.message}`;
    const message = error instanceof SqlSyntaxError ? error.vitessMessage : error.message;
    if (exact) return message === refusal ? undefined : `${message} instead of ${refusal}`;
    return message.includes(refusal) || c.error !== undefined ? undefined : `${message} instead of ${refusal}`;
  }
}

const files = ['valid', 'invalid', 'errors', 'roundtrip_misc', 'select_cases', 'union_cases', 'must_parse'];

describe.skipIf(!corpusPresent('parser'))('parser corpus', () => {
  it.each([...files, 'antlr_mysql_examples'])('%s', (file) => {
    const all = corpus<Case>(`parser/${file}.jsonl`);
    const failures: string[] = [];
    let arguedCount = 0;
    for (const c of all) {
      const problem = c.input === undefined ? undefined : wrong(c);
      if (problem !== undefined && c.id in argued) arguedCount++;
      else if (problem !== undefined) failures.push(`${c.id}: ${c.input}\n  ${problem}`);
    }
    const right = all.length - failures.length - arguedCount;
    console.log(`${file}: ${right} right, ${arguedCount} argued, ${failures.length} wrong of ${all.length}`);
    expect(failures).toEqual([]);
  });
});

type Statements = Readonly<Record<string, unknown>>;

/** Where the statements of the other corpora stand in a case, and which of them may be refused. */
function* statementsOf(file: string, c: Statements): Generator<string> {
  const texts = (value: unknown): string[] =>
    (Array.isArray(value) ? value : [value]).filter((v): v is string => typeof v === 'string' && v !== '');
  if (file.startsWith('planner')) {
    if (c['outcome'] === 'plan') yield* texts(c['query']);
  } else if (file.startsWith('schemadiff')) {
    for (const field of ['from', 'to', 'alter', 'diff', 'cdiff']) yield* texts(c[field]);
  } else if (file.startsWith('vt_tester')) yield* texts(c['sql']);
  else if (file.startsWith('sqllogictest')) yield* recordsOf(c);
  else {
    for (const s of (c['statements'] ?? []) as Statements[]) {
      const expected = s['expect'] as Statements | undefined;
      const error = expected?.['error'] ?? expected?.['error_contains'] ?? s['error_ok'];
      if (error === undefined) yield* texts(s['sql']);
    }
  }
}

function* recordsOf(c: Statements): Generator<string> {
  for (const field of ['setup', 'queries', 'records']) {
    for (const r of (c[field] ?? []) as (Statements | string)[]) {
      if (typeof r === 'string') yield r;
      else if (r['expect'] !== 'error' && typeof r['sql'] === 'string') yield r['sql'];
    }
  }
}

function roundTrips(sql: string): boolean {
  try {
    const tree = parse(sql);
    return equals(parse(print(tree)), tree);
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

/** Texts of the corpora that a MySQL server refuses too. */
const refused = new Set(['select count(a,b) from user', 'select 42, id from dual, user', 'unexpected query;']);

describe.skipIf(!corpusPresent('planner'))('statements of the other corpora', () => {
  it.each([
    'e2e/cases.jsonl',
    'planner/planner_cases.jsonl',
    'schemadiff/schemadiff_cases.jsonl',
    'sqllogictest/slt.jsonl',
    'vt_tester/statements.jsonl',
  ])('%s', (file) => {
    const failures: string[] = [];
    let count = 0;
    for (const c of corpus<Statements>(file)) {
      for (const text of statementsOf(file, c)) {
        for (const { start, end } of splitStatements(text)) {
          count++;
          const sql = text.slice(start, end);
          if (!roundTrips(sql) && !refused.has(text)) failures.push(sql);
        }
      }
    }
    console.log(`${file}: ${count - failures.length} of ${count} statements round-trip`);
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(0);
  });
});

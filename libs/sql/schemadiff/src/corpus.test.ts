import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CreateTable, type CreateView, parse, print, type Statement } from '@vt/sqlparser';
import { describe, expect, it } from 'vitest';
import {
  applyAlter,
  applyDiff,
  type DiffHints,
  defaultHints,
  diffName,
  diffSchemas,
  diffTable,
  diffView,
  type EntityDiff,
  emptySchema,
  isInstant,
  loadSchema,
  normalizeTable,
  normalizeView,
  orderDiffs,
  type Problem,
  SchemaDiffError,
  validateTable,
  viewTables,
} from './index.ts';

const corpora = process.env['VT_CORPORA'] ?? resolve(import.meta.dirname, '../../../../../shared/corpora');
const file = resolve(corpora, 'schemadiff/schemadiff_cases.jsonl');
const present = existsSync(file);
if (!present) console.log(`skipped: no schemadiff corpus at ${file}`);

type Failure = { readonly $type?: string; readonly error_of?: string } & Readonly<Record<string, unknown>>;
type Case = {
  readonly id: string;
  readonly group: string;
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly alter?: string;
  readonly schema?: string;
  readonly view?: string;
  readonly tables?: readonly string[];
  readonly queries?: readonly string[];
  readonly fromQueries?: readonly string[];
  readonly toQueries?: readonly string[];
  readonly diff?: string;
  readonly cdiff?: string;
  readonly diffs?: readonly string[];
  readonly cdiffs?: readonly string[];
  readonly expectDiffs?: number;
  readonly entityOrder?: readonly string[];
  readonly conflictingDiffs?: number;
  readonly expectOrderedError?: string;
  readonly expectErr?: Failure;
  readonly errorMsg?: Failure;
  readonly expectError?: Failure | string;
  readonly hints?: Readonly<Record<string, number>>;
} & Readonly<Record<string, unknown>>;

const cases: readonly Case[] = present
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Case)
  : [];

const strategies = {
  autoIncrement: {
    short: 'autoinc',
    long: 'AutoIncrementStrategy',
    values: ['ignore', 'apply higher', 'apply always'],
  },
  rangeRotation: {
    short: 'rotation',
    long: 'RangeRotationStrategy',
    values: ['full spec', 'distinct statements', 'ignore'],
  },
  constraintNames: {
    short: 'constraint',
    long: 'ConstraintNamesStrategy',
    values: ['ignore vitess', 'ignore all', 'strict'],
  },
  columnRename: {
    short: 'colrename',
    long: 'ColumnRenameStrategy',
    values: ['assume different', 'heuristic statement'],
  },
  tableRename: {
    short: 'tableRename',
    long: 'TableRenameStrategy',
    values: ['assume different', 'heuristic statement'],
  },
  fullTextKeys: { short: 'fulltext', long: 'FullTextKeyStrategy', values: ['distinct statements', 'unify statements'] },
  tableCharset: {
    short: 'charset',
    long: 'TableCharsetCollateStrategy',
    values: ['strict', 'ignore empty', 'ignore always'],
  },
  tableQualifier: { short: 'qualifier', long: 'TableQualifierHint', values: ['default', 'declared'] },
  algorithm: { short: 'algorithm', long: 'AlterTableAlgorithmStrategy', values: ['', 'INSTANT', 'INPLACE', 'COPY'] },
  enumReorder: { short: 'enumreorder', long: 'EnumReorderStrategy', values: ['allow', 'reject'] },
  foreignKeyChecks: {
    short: 'fkStrategy',
    long: 'ForeignKeyCheckStrategy',
    values: ['strict', 'create table first', 'ignore'],
  },
  subsequentDiffs: { short: 'subsequent', long: 'SubsequentDiffStrategy', values: ['allow', 'reject'] },
} satisfies { readonly [H in keyof DiffHints]: { short: string; long: string; values: readonly DiffHints[H][] } };

function hintsOf(c: Case): DiffHints {
  const hints: Record<string, string> = { ...defaultHints };
  for (const [hint, { short, long, values }] of Object.entries(strategies)) {
    const number = (c[short] as number | undefined) ?? c.hints?.[long];
    if (number !== undefined) hints[hint] = values[number]!;
  }
  return hints as unknown as DiffHints;
}

const statements = (text: string): Statement[] =>
  text
    .split(';')
    .filter((each) => each.trim() !== '')
    .map((each) => parse(each));
const table = (sql: string) => normalizeTable(parse(sql) as CreateTable);
const view = (sql: string) => normalizeView(parse(sql) as CreateView);
const upper = (diff: EntityDiff) => print(diff, { upper: true });

/** Runs `body`; an error of ours is given as its facts in the corpus's form. */
function outcome<R>(body: () => R): { result?: R; problem?: Problem; message?: string } {
  try {
    return { result: body() };
  } catch (error) {
    if (!(error instanceof SchemaDiffError)) throw error;
    return { problem: error.problem, message: error.message };
  }
}

/** The corpus's error as ours is written; fields that it leaves at zero are not there. */
function expectProblem(problem: Problem | undefined, failure: Failure | string | undefined, message?: string): void {
  if (typeof failure === 'string') expect(message).toBe(failure);
  else if (failure?.error_of !== undefined) expect(`.${problem?.kind ?? ''}Error.Error`).toBe(failure.error_of);
  else if (failure === undefined) expect(message).toBeUndefined();
  else {
    const { $type, ...fields } = failure;
    const named = Object.entries(fields).map(([name, value]) => [name[0]!.toLowerCase() + name.slice(1), value]);
    expect({ ...problem, kind: `${problem?.kind ?? ''}Error` }).toMatchObject({
      kind: $type,
      ...Object.fromEntries(named),
    });
  }
}

function expectTexts(diffs: readonly EntityDiff[], c: Case): void {
  expect(diffs.map((diff) => print(diff))).toEqual(c.diffs ?? (c.diff === undefined || c.diff === '' ? [] : [c.diff]));
  const canonical = c.cdiffs ?? (c.cdiff === undefined || c.cdiff === '' ? undefined : [c.cdiff]);
  if (canonical !== undefined) expect(diffs.map(upper)).toEqual(canonical);
}

function tableDiff(c: Case): void {
  const { result, problem, message } = outcome(() => diffTable(table(c.from!), table(c.to!), hintsOf(c)));
  expectProblem(problem, c.errorMsg ?? c.expectError, message);
  if (result === undefined) return;
  expectTexts(result, c);
}

function schemaDiff(c: Case): void {
  const base = [
    'create table t1 (id int primary key, info int not null)',
    'create table t2 (id int primary key, ts timestamp)',
    'create view v1 as select id from t1',
  ];
  const from = loadSchema((c.fromQueries ?? base).map((each) => parse(each)));
  const to = loadSchema(c.toQueries!.map((each) => parse(each)));
  const hints = { ...hintsOf(c), rangeRotation: 'distinct statements' } as const;
  const diffs = diffSchemas(from, to, hints);
  expect(diffs).toHaveLength(c.expectDiffs ?? 0);
  const { result, problem, message } = outcome(() => orderDiffs(from, diffs, hints));
  const fails = (c.conflictingDiffs ?? 0) > 0 || c.expectOrderedError !== undefined;
  expect(problem?.kind).toBe(fails ? 'ImpossibleApplyDiffOrder' : undefined);
  if (c.expectOrderedError !== undefined) expect(message).toContain(c.expectOrderedError);
  if (result === undefined) return;
  if (c.entityOrder !== undefined) expect(result.map(diffName)).toEqual(c.entityOrder);
  const leniency = hints.foreignKeyChecks === 'strict' ? 'none' : 'absent parents';
  const reached = result.reduce((schema, diff) => applyDiff(schema, diff, leniency), from);
  expect(diffSchemas(reached, to, hints)).toEqual([]);
}

/** The corpus does not say that the server of this case is an old one. */
const oldServer = 'add mid column, incapable';

const checks: Readonly<Record<string, (c: Case) => void>> = {
  TestAlterTableCapableOfInstantDDL: (c) => {
    const alter = parse(c.alter!);
    if (alter.kind !== 'AlterTable') throw new Error(c.alter);
    const version = c.name === oldServer ? 80020 : 80400;
    expect(isInstant(table(c['create'] as string), alter, version)).toBe(c['expectCapableOfInstantDDL']);
  },
  TestCreateTableDiff: tableDiff,
  TestCreateViewDiff: (c) => {
    const diff = diffView(view(c.from!), view(c.to!));
    expectTexts(diff === undefined ? [] : [diff], c);
  },
  TestDiffSchemas: (c) => {
    const { result, problem, message } = outcome(() =>
      diffSchemas(loadSchema(statements(c.from ?? '')), loadSchema(statements(c.to ?? '')), hintsOf(c)),
    );
    expectProblem(problem, c.expectError, message);
    if (result !== undefined) expectTexts(result, c);
  },
  TestDiffTables: (c) => {
    if (c.from !== undefined && c.to !== undefined) return tableDiff(c);
    const schema = (sql: string | undefined) => (sql === undefined ? emptySchema : loadSchema([parse(sql)]));
    return expectTexts(diffSchemas(schema(c.from), schema(c.to), hintsOf(c)), c);
  },
  TestDiffViews: (c) => {
    if (c.to !== undefined) return expectTexts([diffView(view(c.from!), view(c.to))!], c);
    expect(print({ kind: 'DropView', comments: [], ifExists: false, views: [view(c.from!).view] })).toBe(c.diff);
  },
  TestGetViewDependentTableNames: (c) => {
    expect(viewTables(parse(c.view!) as CreateView).sort()).toEqual(c.tables!.filter((each) => each !== 'dual').sort());
  },
  TestInvalidSchema: (c) => {
    const { problem, message } = outcome(() => loadSchema(statements(c.schema!)));
    expectProblem(problem, c.expectErr, message);
  },
  TestNewSchemaFromQueriesViewWithCTE: (c) => {
    loadSchema(c.queries!.map((each) => parse(each)));
  },
  TestNormalize: (c) => {
    expect(print(table(c.from!), { upper: true })).toBe(c.to);
  },
  TestNormalizeView: (c) => {
    expect(print(view(c.from!), { upper: true })).toBe(c.to);
  },
  TestPermutations: (c) => {
    const diffs = diffSchemas(
      loadSchema(c.fromQueries!.map((each) => parse(each))),
      loadSchema(c.toQueries!.map((each) => parse(each))),
      defaultHints,
    );
    expect(diffs).toHaveLength(c.expectDiffs!);
  },
  TestSchemaDiff: schemaDiff,
  TestValidate: (c) => {
    const alter = parse(c.alter!);
    if (alter.kind !== 'AlterTable') throw new Error(c.alter);
    const { result, problem, message } = outcome(() => {
      const before = table(c.from!);
      validateTable(before);
      return applyAlter(before, alter);
    });
    expectProblem(problem, c.expectErr, message);
    if (c.to !== undefined) expect(print(result!)).toBe(print(table(c.to)));
  },
  TestViewReferences: (c) => {
    const { problem, message } = outcome(() => loadSchema(c.queries!.map((each) => parse(each))));
    expectProblem(problem, c.expectErr, message);
  },
};

describe.skipIf(!present)('schemadiff corpus', () => {
  const known = cases.filter((c) => c.group in checks);
  console.log(`${known.length} of ${cases.length} cases; the others are of helper functions`);
  it.each(known)('$group $id $name', (c) => {
    checks[c.group]!(c);
  });
});

import { VtError } from '@vt/base';
import { parse, type Show } from '@vt/sqlparser';
import { findKeyspace, type VindexEntry } from '@vt/vschema';
import { currentKeyspace } from '../../executor/place.ts';
import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { scan } from '../../text/scan.ts';

/** SHOW VSCHEMA TABLES | KEYSPACES | VINDEXES [ON table] */
export const showVSchema: StatementHandler = async (run) => {
  const [, , what] = [...scan(run.sql, run.mode)];
  if (what?.text === 'TABLES') return tables(run);
  if (what?.text === 'KEYSPACES') return keyspaces(run);
  if (what?.text === 'VINDEXES') return vindexesOf(run);
  throw VtError.of('VT12001', `SHOW VSCHEMA ${what?.text ?? ''}`);
};

function tables(run: StatementRun): void {
  const names = [...currentKeyspace(run).tables.keys()].sort();
  answerRows(
    run.sink,
    [{ name: 'Tables' }],
    names.map((name) => [name]),
  );
}

function keyspaces({ deps, sink }: StatementRun): void {
  const rows = [...deps.vschema().keyspaces.values()].map((keyspace) => [
    keyspace.name,
    String(keyspace.sharded),
    keyspace.foreignKeyMode,
    keyspace.error?.message ?? '',
  ]);
  answerRows(
    sink,
    ['Keyspace', 'Sharded', 'Foreign Key', 'Comment'].map((name) => ({ name })),
    rows,
  );
}

function vindexes({ deps, sink }: StatementRun): void {
  const rows = [...deps.vschema().keyspaces.values()].flatMap((keyspace) =>
    [...keyspace.vindexes].map(([name, entry]) => [keyspace.name, name, ...describe({ deps }, entry)]),
  );
  answerRows(
    sink,
    ['Keyspace', 'Name', 'Type', 'Params', 'Owner'].map((name) => ({ name })),
    rows,
  );
}

/** VINDEXES [{ON | FROM | IN} [keyspace.]table] */
function vindexesOf(run: StatementRun): void {
  const { table: named } = parse(run.sql) as Show;
  if (!named) return vindexes(run);
  const keyspace = named.qualifier === '' ? currentKeyspace(run) : findKeyspace(run.deps.vschema(), named.qualifier);
  const table = keyspace.tables.get(named.name);
  if (!table) throw VtError.of('VT05005', named.name, keyspace.name);
  const rows = table.columnVindexes.map(({ columns, vindex }) => {
    const entry = keyspace.vindexes.get(vindex.name);
    return [columns.join(', '), vindex.name, ...(entry ? describe(run, entry) : ['', '', ''])];
  });
  answerRows(
    run.sink,
    ['Columns', 'Name', 'Type', 'Params', 'Owner'].map((column) => ({ name: column })),
    rows,
  );
}

function describe({ deps }: Pick<StatementRun, 'deps'>, { keyspace, vindex, owner }: VindexEntry): string[] {
  const params = deps.vschema().document.keyspaces?.[keyspace]?.vindexes?.[vindex.name]?.params ?? {};
  const text = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`);
  return [vindex.type, text.join('; '), owner ?? ''];
}

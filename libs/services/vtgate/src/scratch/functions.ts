import { VtError } from '@vt/base';
import { type QueryStatement, quoteString, visit } from '@vt/sqlparser';
import { collectResult } from '@vt/sqltypes';
import { anyShard } from '@vt/vschema';
import { sendText } from '../executor/send.ts';
import type { StatementRun } from '../executor/statement.ts';
import { nativeFunctions } from './native-functions.ts';

const FUNCTIONS_MAX = 1000;
/** Words of a body that reads or writes tables, or calls what may. */
const TOUCHES_TABLES = /\b(from|insert|update|delete|replace|call|truncate|execute)\b/i;

/** A stored function that reads tables would see those of one shard only. @throws VT12001 for it. */
export async function checkFunctions(run: StatementRun, statement: QueryStatement, keyspace: string): Promise<void> {
  const names = functionNames(statement);
  if (names.length === 0) return;
  const list = names.map((name) => quoteString(name)).join(', ');
  const sql = `select routine_name, sql_data_access, routine_definition from information_schema.routines where routine_schema = database() and routine_type = 'FUNCTION' and routine_name in (${list})`;
  const sink = collectResult({ rowsMax: FUNCTIONS_MAX });
  await sendText(run, keyspace, anyShard, sql, { sink });
  for (const row of (await sink.result).rows) {
    const [name, access, body] = row.map((value) => (value === null ? '' : Buffer.from(value).toString()));
    if (access === 'NO SQL' || (access === 'CONTAINS SQL' && !TOUCHES_TABLES.test(body ?? ''))) continue;
    throw VtError.of('VT12001', `function ${name}, which reads tables, over several shards`);
  }
}

function functionNames(statement: QueryStatement): string[] {
  const names = new Set<string>();
  visit(statement, (node) => {
    if (node.kind === 'FuncExpr' && !nativeFunctions.has(node.name.toLowerCase())) names.add(node.name.toLowerCase());
  });
  return [...names];
}

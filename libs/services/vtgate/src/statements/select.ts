import { isMariadbVersion } from '@vt/mysql';
import {
  type NodeOf,
  parse,
  print,
  type QueryStatement,
  type Select,
  type SelectExpr,
  SqlError,
  type Statement,
} from '@vt/sqlparser';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { scan } from '../text/scan.ts';

type Union = NodeOf<'Union'>;

const ASKS = /\bsql_calc_found_rows\b/i;
/** MySQL's own words, which the shards do not say of what they are not asked. */
const DEPRECATED =
  'SQL_CALC_FOUND_ROWS is deprecated and will be removed in a future release. Consider using two separate queries instead.';

/** SELECT; with SQL_CALC_FOUND_ROWS what FOUND_ROWS() says is counted by a statement of its own, which goes over shards too. */
export const select: StatementHandler = async (run) => {
  const counted = ASKS.test(run.sql) ? countedQuery(run) : undefined;
  if (!counted) return run.planned(run.sql);
  // Cut out of the text: columns are called as they are written.
  const word = [...scan(run.sql, run.mode)].find(({ kind, text }) => kind === 'word' && text === 'SQL_CALC_FOUND_ROWS');
  if (!word) return run.planned(run.sql);
  if (!isMariadbVersion(run.deps.options.serverVersion)) run.session.warn(1287, DEPRECATED);
  await run.planned(run.sql.slice(0, word.start) + run.sql.slice(word.end));
  if (counted.limit) run.session.countedRows = await count(run, counted);
};

/** Of a set operation, its first SELECT says so for all of it. */
function countedQuery({ sql, session }: StatementRun): Select | Union | undefined {
  let statement: Statement;
  try {
    statement = parse(sql, { sqlMode: session.sqlModeNames });
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    // Whoever runs it says so.
    return undefined;
  }
  if (statement.kind !== 'Select' && statement.kind !== 'Union') return undefined;
  return firstSelect(statement)?.options.includes('sql_calc_found_rows') && !statement.into ? statement : undefined;
}

function firstSelect(query: QueryStatement): Select | undefined {
  if (query.kind === 'Union') return firstSelect(query.left);
  return query.kind === 'Select' ? query : undefined;
}

async function count(run: StatementRun, statement: Select | Union): Promise<bigint> {
  const inner = { ...countable(statement), limit: null, orderBy: [], locks: [] };
  const { rows } = await run.read(`select count(*) from (${print(inner)}) as _found`);
  return BigInt(Buffer.from(rows[0]?.[0] ?? []).toString() || '0');
}

/** Columns get names of their own, as two of a derived table may not be called the same. */
function countable<Q extends QueryStatement>(query: Q): Q {
  if (query.kind === 'Union') return { ...query, left: countable(query.left) };
  if (query.kind !== 'Select') return query;
  const columns = query.columns.map(
    (column, i): SelectExpr =>
      column.kind === 'AliasedExpr' && column.as === '' ? { ...column, as: `_found${i}` } : column,
  );
  return { ...query, columns, options: query.options.filter((option) => option !== 'sql_calc_found_rows') };
}

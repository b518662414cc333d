import { type Node, parse, print, rewrite, type Statement, visit } from '@vt/sqlparser';
import { type Result, Type } from '@vt/sqltypes';
import type { Answer, Verdict } from './compare.ts';

/** The verdict if this were the plain answer; `numbers`: columns whose digits behind the point do not count. */
type Compare = (plain: Answer, numbers?: ReadonlySet<number>) => Verdict;

/**
 * Whether the gate's answer is one that the mysqld gives too when it is asked the same in another way: then what it said first hung on how it found
 * the rows, or is a mistake of its own.
 */
export async function isOtherwise(
  sql: string,
  plain: Answer,
  ask: (sql: string) => Promise<Answer>,
  compare: Compare,
): Promise<boolean> {
  const statement = parsed(sql);
  if (!statement) return false;
  const copied = withCopies(statement);
  if (copied !== undefined) return compare(await ask(copied)).kind === 'same';
  const numbers = 'result' in plain ? await undetermined(statement, plain.result, ask) : undefined;
  return numbers !== undefined && compare(plain, numbers).kind === 'same';
}

function parsed(sql: string): Statement | undefined {
  try {
    return parse(sql);
  } catch {
    return undefined;
  }
}

/**
 * The statement with a copy of each common table that a mysqld does not read twice as it should, for each reading; undefined: there is none. Of an
 * INTERSECT or EXCEPT it (8.4 and 9) gives too few or too many rows, or error 1030: `with c as (… except …) select … from c x join c y`. Of any, under
 * ORDER BY with a LIMIT, it takes an index that it makes for the join for one that sorts: `… from c x join c y on y.id = x.id order by x.id limit 3`
 * gives the rows that it happens to find first, and the same ones for `desc`.
 */
function withCopies(statement: Statement): string | undefined {
  const bodies = new Set<string>();
  visit(statement, (node) => {
    if (node.kind === 'With' && !node.recursive)
      for (const { name, select } of node.ctes) if (isCut(statement) || holdsDifference(select)) bodies.add(name);
  });
  const readings = new Map<string, number>();
  const renamed = rewrite(statement, (node) => {
    if (node.kind !== 'AliasedTableExpr' || node.expr.kind !== 'TableName') return node;
    const { name, qualifier } = node.expr;
    if (qualifier !== '' || !bodies.has(name)) return node;
    const nth = readings.get(name) ?? 0;
    readings.set(name, nth + 1);
    return nth === 0 ? node : { ...node, expr: { ...node.expr, name: copyOf(name, nth) }, as: node.as || name };
  });
  if (![...readings.values()].some((count) => count > 1)) return undefined;
  const copied = rewrite(renamed, (node) => {
    if (node.kind !== 'With') return node;
    const ctes = node.ctes.flatMap((cte) =>
      Array.from({ length: Math.max(1, readings.get(cte.name) ?? 0) }, (_, nth) =>
        nth === 0 ? cte : { ...cte, name: copyOf(cte.name, nth) },
      ),
    );
    return { ...node, ctes };
  });
  return print(copied);
}

const copyOf = (name: string, nth: number): string => `${name}_copy${nth}`;

const isCut = (statement: Statement): boolean =>
  statement.kind === 'Select' && statement.orderBy.length > 0 && statement.limit !== null;

function holdsDifference(query: Node): boolean {
  let found = false;
  visit(query, (node) => {
    found ||= node.kind === 'Union' && !node.operation.startsWith('union');
    return !found;
  });
  return found;
}

/**
 * The columns of decimals that a mysqld shows with other digits when the rows have been in a temporary table: CASE and its like hand on a value with
 * the digits that it has itself, and a table's column has as many for all.
 */
async function undetermined(
  statement: Statement,
  { fields }: Result,
  ask: (sql: string) => Promise<Answer>,
): Promise<ReadonlySet<number> | undefined> {
  const decimals = fields.flatMap(({ type }, i) => (type === Type.DECIMAL ? [i] : []));
  if (statement.kind !== 'Select' || statement.limit || decimals.length === 0) return undefined;
  const direct = await ask(print({ ...statement, orderBy: [] }));
  const stored = await ask(print({ ...statement, options: [...statement.options, 'sql_buffer_result'] }));
  if ('errno' in direct || 'errno' in stored) return undefined;
  const differing = decimals.filter((column) => textsOf(direct.result, column) !== textsOf(stored.result, column));
  return differing.length > 0 ? new Set(differing) : undefined;
}

const textsOf = ({ rows }: Result, column: number): string =>
  rows
    .map((row) => String(row[column] && Buffer.from(row[column])))
    .sort()
    .join();

import { VtError } from '@vt/base';
import { type QueryStatement, type Select, type Union, visit } from '@vt/sqlparser';
import { refuse } from '../../refuse.ts';
import { isAggregate, isWindow } from '../expressions.ts';
import { mentionsName } from '../mentions-name.ts';
import type { Binder, BoundQuery, CteEntry } from './binder.ts';
import { emptySelect } from './empty-select.ts';
import type { ColumnInfo } from './source.ts';

type CteBody =
  | (BoundQuery & { readonly kind: 'plain' })
  | (BoundQuery & {
      readonly kind: 'recursive';
      readonly seed: QueryStatement;
      readonly step: QueryStatement;
      readonly distinct: boolean;
      readonly self: string;
    });

/** The body of a CTE, bound anew for each use: its sources get aliases of their own. */
export function bindCteBody(entry: Extract<CteEntry, { kind: 'cte' }>, binder: Binder): CteBody {
  const { cte, recursive, within, outer } = entry;
  if (!recursive) return { kind: 'plain', ...binder.steps.bindQuery(cte.select, outer, within, binder) };
  if (cte.select.kind !== 'Union') throw VtError.of('VT09026', cte.name);
  const union = cte.select;
  if (mentionsName(union.left, cte.name)) refuse('a recursive common table expression of several steps');
  const seed = binder.steps.bindQuery(union.left, outer, within, binder);
  const columns =
    cte.columns.length > 0 ? seed.columns.map((c, i) => ({ ...c, name: cte.columns[i] ?? c.name })) : seed.columns;
  const self = binder.uniqueAlias(cte.name);
  const known: ColumnInfo[] = columns.map((column) => ({ ...column, nullable: true }));
  const inside = new Map<string, CteEntry>(within).set(cte.name.toLowerCase(), {
    kind: 'self',
    name: self,
    columns: known,
    authoritative: seed.authoritative,
  });
  const step = binder.steps.bindQuery(union.right, outer, inside, binder);
  checkStep(cte.name, step.query);
  if (binder.environment.flavor !== 'mariadb') checkPlainStep(step.query);
  if (union.operation !== 'union' && union.operation !== 'union all') throw VtError.of('VT09026', cte.name);
  const body: Union = { ...union, with: null, left: seed.query, right: step.query };
  const query: Select = {
    ...emptySelect,
    with: {
      kind: 'With',
      recursive: true,
      ctes: [{ kind: 'CommonTableExpr', name: self, columns: known.map(({ name }) => name), select: body }],
    },
    columns: [{ kind: 'StarExpr', table: null }],
    from: [
      {
        kind: 'AliasedTableExpr',
        expr: { kind: 'TableName', name: self, qualifier: '' },
        as: '',
        partitions: [],
        columns: [],
        hints: [],
        systemTime: null,
      },
    ],
  };
  return {
    kind: 'recursive',
    query,
    columns: known,
    authoritative: seed.authoritative,
    seed: seed.query,
    step: step.query,
    distinct: union.operation === 'union',
    self,
  };
}

/** @throws 3575 for an aggregate or a window function of a round's rows. */
function checkStep(name: string, step: QueryStatement): void {
  if (step.kind !== 'Select') return;
  let found = step.groupBy !== null;
  for (const part of [...step.columns, ...(step.having ? [step.having] : []), ...step.orderBy])
    visit(part, (node) => {
      found ||= isAggregate(node) || isWindow(node);
      return node.kind !== 'Subquery' && !found;
    });
  if (!found) return;
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 3575,
    state: 'HY000',
    message: `Recursive Common Table Expression '${name}' can contain neither aggregation nor window functions in recursive query block`,
  });
}

/** @throws 1235 for what MySQL cannot do with each round's rows. */
function checkPlainStep(step: QueryStatement): void {
  if (step.kind !== 'Select') return;
  if (step.orderBy.length === 0 && !step.limit && !step.options.includes('distinct')) return;
  throw new VtError({
    code: 'UNIMPLEMENTED',
    errno: 1235,
    state: '42000',
    message:
      "This version of MySQL doesn't yet support 'ORDER BY / LIMIT / SELECT DISTINCT in recursive query block of Common Table Expression'",
  });
}

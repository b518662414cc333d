import type { PlanNode } from '@vt/plan';
import { parse, print, SqlError, type Statement } from '@vt/sqlparser';
import { mapTexts } from './map-texts.ts';

/** A plan that tells its columns and gives no rows: a mysqld computes nothing for LIMIT 0. */
export function withoutRows(node: PlanNode): PlanNode {
  return mapTexts(node, (text, name) => (name === 'query' ? limited(text) : text));
}

function limited(query: string): string {
  let statement: Statement;
  try {
    statement = parse(query);
  } catch (error) {
    if (error instanceof SqlError) return query;
    throw error;
  }
  if (!('limit' in statement)) return query;
  const rowCount = { kind: 'Literal', type: 'Int', value: '0' } as const;
  return print({ ...statement, limit: { kind: 'Limit', offset: null, rowCount } } as Statement);
}

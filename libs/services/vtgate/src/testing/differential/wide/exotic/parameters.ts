import { Fingerprint, fingerprintInto, Span } from '@vt/sqlparser';
import { type BindVariable, Type } from '@vt/sqltypes';
import type { Dice } from '../dice.ts';

/** As which types programs send values: as what they are; numbers as doubles, as JavaScript's mysql2; all as texts, as PHP's PDO. */
export const DRIVERS = ['typed', 'doubles', 'texts'] as const;
export type Driver = (typeof DRIVERS)[number];

/** The statement with question marks instead of some of its literals. */
export function withParameters(
  sql: string,
  dice: Dice,
  driver: Driver = 'typed',
): { readonly sql: string; readonly params: BindVariable[] } {
  const bytes = Buffer.from(sql);
  const found = new Fingerprint();
  const params: BindVariable[] = [];
  if (!fingerprintInto(bytes, 0, bytes.length, 0, found)) return { sql, params };
  let out = '';
  let from = 0;
  for (let i = 0; i < found.literals; i++) {
    const [start, end] = [found.starts[i] as number, found.ends[i] as number];
    const literal = bytes.toString('utf8', start, end);
    const type = TYPES.get((found.kinds[i] as number) & ~Span.InList);
    const isNamed = /[\w']/.test(sql[Buffer.from(bytes.subarray(0, start)).toString().length - 1] ?? ' ');
    if (type === undefined || isNamed || !dice.chance(0.5)) continue;
    const text = type === Type.VARCHAR ? literal.slice(1, -1).replaceAll("''", "'").replaceAll('\\\\', '\\') : literal;
    out += `${bytes.toString('utf8', from, start)}?`;
    params.push({ type: sentAs(type, driver), value: Buffer.from(text) });
    from = end;
  }
  return { sql: out + bytes.toString('utf8', from), params };
}

function sentAs(type: number, driver: Driver): number {
  if (driver === 'texts') return Type.VARCHAR;
  return driver === 'doubles' && type !== Type.VARCHAR ? Type.FLOAT64 : type;
}

const TYPES: ReadonlyMap<number, number> = new Map<number, number>([
  [Span.Int, Type.INT64],
  [Span.Decimal, Type.DECIMAL],
  [Span.String, Type.VARCHAR],
]);

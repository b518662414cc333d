import { Fingerprint, fingerprintInto, Span } from '@vt/sqlparser';
import type { Dice } from './dice.ts';

/**
 * The same statement with other literals, so that a plan which was kept for the first serves this one; itself where it has none.
 * `alike`: those that are the same stay the same. A server that lets a group show what it does not depend on shows any row's.
 */
export function vary(sql: string, dice: Dice, alike = false): string {
  const bytes = Buffer.from(sql);
  const found = new Fingerprint();
  if (!fingerprintInto(bytes, 0, bytes.length, 0, found)) return sql;
  const changed = new Map<string, string>();
  let out = '';
  let from = 0;
  for (let i = 0; i < found.literals; i++) {
    const [start, end] = [found.starts[i] as number, found.ends[i] as number];
    const literal = bytes.toString('utf8', start, end);
    const known = alike ? changed.get(literal) : undefined;
    const next = known ?? other(literal, found.kinds[i] as number, dice);
    changed.set(literal, next);
    out += bytes.toString('utf8', from, start) + next;
    from = end;
  }
  return out + bytes.toString('utf8', from);
}

function other(literal: string, kind: number, dice: Dice): string {
  if (dice.chance(0.3)) return literal;
  switch (kind & ~Span.InList) {
    case Span.Int:
      return String(Math.max(0, Number(literal.slice(0, 9)) + dice.below(7) - 2));
    case Span.Decimal:
      return literal.replace(/\d(?=\D*$)/, String(dice.below(10)));
    case Span.String:
      // Dates and numbers in strings stay what they are, but for a digit.
      return literal.replace(/\d(?=\D*$)/, String(1 + dice.below(8)));
    default:
      return literal;
  }
}

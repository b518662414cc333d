import { K, keywordLower } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { IntervalUnit } from './nodes.ts';

const units: Readonly<Record<string, IntervalUnit>> = {
  day: 'day',
  day_hour: 'day_hour',
  day_microsecond: 'day_microsecond',
  day_minute: 'day_minute',
  day_second: 'day_second',
  hour: 'hour',
  hour_microsecond: 'hour_microsecond',
  hour_minute: 'hour_minute',
  hour_second: 'hour_second',
  microsecond: 'microsecond',
  minute: 'minute',
  minute_microsecond: 'minute_microsecond',
  minute_second: 'minute_second',
  month: 'month',
  quarter: 'quarter',
  second: 'second',
  second_microsecond: 'second_microsecond',
  sql_tsi_day: 'day',
  sql_tsi_hour: 'hour',
  sql_tsi_microsecond: 'microsecond',
  sql_tsi_minute: 'minute',
  sql_tsi_month: 'month',
  sql_tsi_quarter: 'quarter',
  sql_tsi_second: 'second',
  sql_tsi_week: 'week',
  sql_tsi_year: 'year',
  week: 'week',
  year: 'year',
  year_month: 'year_month',
};

/** Takes an interval unit when one is next. */
export function parseIntervalUnit(p: Parser): IntervalUnit | undefined {
  const unit = p.word === 0 ? undefined : units[keywordLower[p.word]!];
  if (unit !== undefined) p.next();
  return unit;
}

/** Takes an interval unit, which must be next. */
export function expectIntervalUnit(p: Parser): IntervalUnit {
  return parseIntervalUnit(p) ?? p.fail();
}

/** Words that begin a query, whose commas are its own. */
const queryWords: ReadonlySet<number> = new Set([K.SELECT, K.TABLE, K.WITH]);

/**
 * At INTERVAL: is this a call of the function INTERVAL(n, n1, …)? A comma directly inside the parentheses tells, since no
 * interval is a tuple. Looks ahead as far as that comma, at most to the closing parenthesis.
 */
export function isIntervalFunction(p: Parser): boolean {
  if (p.peekKind() !== T.LParen || queryWords.has(p.peekWord(2))) return false;
  let depth = 0;
  for (let n = 1; ; n++) {
    const kind = p.peekKind(n);
    if (kind === T.LParen) depth++;
    else if (kind === T.RParen && --depth === 0) return false;
    else if (kind === T.Comma && depth === 1) return true;
    else if (kind === T.Eof) return false;
  }
}

import { type ScanMode, scan } from '../text/scan.ts';

/** Functions whose second argument, where it is a constant, says of what type they are. */
const NAMES = new Set(['ROUND', 'STR_TO_DATE', 'TRUNCATE']);
export const DECIDING = /\b(?:round|str_to_date|truncate)\s*\(/i;

/** Around a value: MySQL does not look into a derived table when it decides. */
export const UNKNOWN_BEFORE = '(select ';
export const UNKNOWN_AFTER = ' from (select 1) as __vt_unknown)';

/**
 * The `?` that are the second argument of such a function by themselves. MySQL decides of which type the function is when it prepares the statement and
 * does not know the parameter: a variable in its place would be known.
 */
export function decidingParams(sql: string, mode: ScanMode): ReadonlySet<number> {
  const found = new Set<number>();
  const calls: { readonly name: string; place: number }[] = [];
  let word = '';
  let candidate: number | undefined;
  let before = '';
  for (const { kind, text, start } of scan(sql, mode)) {
    const symbol = kind === 'symbol' ? text : '';
    if (candidate !== undefined && symbol === ')') found.add(candidate);
    candidate = undefined;
    const call = calls.at(-1);
    if (symbol === '(') calls.push({ name: word, place: 0 });
    else if (symbol === ')') calls.pop();
    else if (symbol === ',' && call) call.place++;
    else if (symbol === '?' && before === ',' && call?.place === 1 && NAMES.has(call.name)) candidate = start;
    word = kind === 'word' ? text : '';
    before = symbol;
  }
  return found;
}

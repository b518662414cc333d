import { type ScanMode, scan } from '../text/scan.ts';

/** A statement that has more than one list of columns, or rows written out. */
const MORE_LISTS = /\bselect\b[^]*\bselect\b|\brow\s*\(/i;
const READS = /^[\s(]*(?:select|with|values)\b/i;
const ENDS_LIST = new Set([
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'FOR',
  'INTO',
]);
const BEFORE_ITEM = new Set(['SELECT', 'DISTINCT', 'ALL', ',', '(']);
const AFTER_ITEM = new Set([',', ')', 'AS', ...ENDS_LIST]);

/** The `?` of a read that are columns by themselves, of a list of columns or of ROW(…): a column there has the type of its parameter. */
export function itemParams(sql: string, mode: ScanMode): ReadonlySet<number> {
  const found = new Set<number>();
  if (!READS.test(sql) || !MORE_LISTS.test(sql)) return found;
  const lists = [false];
  let before = '';
  let candidate: number | undefined;
  for (const { kind, text, start } of scan(sql, mode)) {
    const word = kind === 'word' || kind === 'symbol' ? text : '';
    if (candidate !== undefined && (AFTER_ITEM.has(word) || kind === 'word' || kind === 'quoted')) found.add(candidate);
    candidate = undefined;
    if (word === '(') lists.push(before === 'ROW');
    else if (word === ')') lists.pop();
    else if (word === 'SELECT') lists[lists.length - 1] = true;
    else if (kind === 'word' && ENDS_LIST.has(word)) lists[lists.length - 1] = false;
    else if (word === '?' && lists.at(-1) === true && BEFORE_ITEM.has(before)) candidate = start;
    before = word;
  }
  if (candidate !== undefined) found.add(candidate);
  return found;
}

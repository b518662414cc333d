import { VtError } from '@vt/base';
import { type BindVariable, isBinary, isIntegral, isText, Type } from '@vt/sqltypes';
import { type ScanMode, scan } from '../text/scan.ts';

/** The `?` that are counts of rows: MySQL's grammar has only whole numbers there. */
export function countParams(sql: string, mode: ScanMode): ReadonlySet<number> {
  const found = new Set<number>();
  let isCount = false;
  let inLimit = false;
  for (const { kind, text, start } of scan(sql, mode)) {
    if (kind === 'symbol' && text === '?' && isCount) found.add(start);
    isCount = (kind === 'word' && (text === 'LIMIT' || text === 'OFFSET')) || (inLimit && text === ',');
    inLimit = isCount || (inLimit && kind === 'symbol' && text === '?') || (inLimit && kind === 'number');
  }
  return found;
}

/** As MySQL takes it: NULL is none. @throws 1210, 1690 */
export function countOf(param: BindVariable, command: 'EXECUTE' | 'mysqld_stmt_execute'): string {
  if (param.type === Type.NULL_TYPE) return '0';
  const text = Buffer.from(param.value ?? '').toString();
  // A program's parameter may be a text, of which the whole number counts that it begins with; a variable's may not.
  const isProgramsText = (isText(param.type) || isBinary(param.type)) && command === 'mysqld_stmt_execute';
  const digits = isProgramsText ? (/^\s*([-+]?\d+(?:[.eE]\d+)?)/.exec(text)?.[1] ?? '0') : text;
  if (!(isProgramsText || isIntegral(param.type)) || !/^[-+]?\d{1,20}$/.test(digits))
    throw VtError.of('VT03025', command);
  if (digits.startsWith('-')) throw outOfRange(command);
  return digits.replace('+', '');
}

function outOfRange(command: string): VtError {
  const message = `unsigned integer value is out of range in '${command}'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1690, state: '22003', message });
}

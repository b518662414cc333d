import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { type BindVariable, isBinary, isFloat, isIntegral, isText, Type } from '@vt/sqltypes';
import { type ScanMode, scan } from '../text/scan.ts';

/** The `?` that are counts of rows. */
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

/** What a prepared statement is executed by, and for which server. */
export type ExecutedBy = {
  readonly command: 'EXECUTE' | 'mysqld_stmt_execute';
  readonly flavor: 'mysql' | 'mariadb';
};

export function executedBy(command: ExecutedBy['command'], serverVersion: string): ExecutedBy {
  return { command, flavor: isMariadbVersion(serverVersion) ? 'mariadb' : 'mysql' };
}

/** As the server takes it: NULL is none. @throws 1210, 1690 */
export function countOf(param: BindVariable, { command, flavor }: ExecutedBy): string {
  if (param.type === Type.NULL_TYPE) return '0';
  const text = Buffer.from(param.value ?? '').toString();
  return flavor === 'mariadb' ? countOfAny(param.type, text, command) : countOfWhole(param, text, command);
}

/** MariaDB makes a whole number of any parameter. One below zero is of no sign where a program sends it, and wrong in a variable. */
function countOfAny(type: number, text: string, command: ExecutedBy['command']): string {
  // What is bytes in SQL may be a number.
  const isWritten = isText(type) || (isBinary(type) && command === 'mysqld_stmt_execute');
  const count = isWritten ? wholeOfText(text) : wholeOf(type, text);
  if (count === undefined || (count < 0n && command === 'EXECUTE')) throw VtError.of('VT03025', command);
  return String(BigInt.asUintN(64, count));
}

/** Undefined: not known of such a value. */
function wholeOf(type: number, text: string): bigint | undefined {
  if (isIntegral(type)) return BigInt(text);
  if (isFloat(type)) return Number.isFinite(Number(text)) ? atMost(nearest(Number(text))) : undefined;
  return type === Type.DECIMAL ? atMost(roundedDecimal(text)) : undefined;
}

/** The whole number that it begins with. */
function wholeOfText(text: string): bigint {
  const digits = /^\s*([-+]?\d+)/.exec(text)?.[1] ?? '0';
  return atMost(BigInt(digits.replace('+', '')));
}

const INT64_MAX = 2n ** 63n - 1n;

function atMost(count: bigint): bigint {
  if (count > INT64_MAX) return INT64_MAX;
  return count < -INT64_MAX ? -INT64_MAX : count;
}

/** Of two that are equally near the even one. */
function nearest(value: number): bigint {
  const below = Math.floor(value);
  const isUp = value - below > 0.5 || (value - below === 0.5 && below % 2 !== 0);
  return BigInt(isUp ? below + 1 : below);
}

/** Halves are rounded away from zero. */
function roundedDecimal(text: string): bigint {
  const [, sign = '', whole = '', first = '0'] = /^(-?)(\d*)(?:\.(\d))?/.exec(text) ?? [];
  const count = BigInt(whole || '0') + (first >= '5' ? 1n : 0n);
  return sign === '-' ? -count : count;
}

/** MySQL's grammar has only whole numbers there. */
function countOfWhole(param: BindVariable, text: string, command: ExecutedBy['command']): string {
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

import { VtError } from '@vt/base';

/*
  What mysqld refuses of a parameter, and with which error. A MariaDB server's clients may also send types that only a column can have: those that
  have one meaning are taken.
*/

const invalid = (errno: number, state: string, message: string): VtError =>
  new VtError({ code: 'INVALID_ARGUMENT', errno, state, message });

export type MomentKind = 'DATE' | 'DATETIME' | 'TIME';

export function unknownParamType(): VtError {
  return invalid(1210, 'HY000', 'Incorrect arguments to mysqld_stmt_execute');
}

export function tooFewParams(): VtError {
  return invalid(1210, 'HY000', 'Incorrect arguments to COM_STMT_EXECUTE');
}

/** NaN and infinities have no place in SQL: a mysqld makes 0 of some and refuses others, by what they are used for. */
export function checkNumber(value: number): number {
  if (Number.isFinite(value)) return value;
  const text = Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  throw invalid(1367, '22007', `Illegal double '${text}' value found during parsing`);
}

/** Parts that no month, day or clock has. Zeros, and days that this month does not have, are for the statement to judge, as its sql_mode says. */
export function checkMoment(kind: MomentKind, bytes: Buffer): void {
  const isRight = kind === 'TIME' ? isTime(bytes) : isDate(bytes) && isClock(bytes.subarray(4));
  if (!isRight) throw invalid(1690, '22003', `${kind} value is out of range in 'set_parameter_value'`);
}

function isDate(bytes: Buffer): boolean {
  if (bytes.length === 0) return true;
  return bytes.readUInt16LE() <= 9999 && (bytes[2] as number) <= 12 && (bytes[3] as number) <= 31;
}

/** hour, minute, second, microseconds, as far as they are there */
function isClock(bytes: Buffer, hourMax = 23): boolean {
  if (bytes.length === 0) return true;
  const micros = bytes.length > 3 ? bytes.readUInt32LE(3) : 0;
  return (
    (bytes[0] as number) <= hourMax && (bytes[1] as number) < 60 && (bytes[2] as number) < 60 && micros < 1_000_000
  );
}

const HOURS_MAX = 838;

/** Up to 838:59:59. */
function isTime(bytes: Buffer): boolean {
  if (bytes.length === 0) return true;
  const clock = bytes.subarray(5);
  if (!isClock(clock, 255)) return false;
  const hours = bytes.readUInt32LE(1) * 24 + (clock[0] as number);
  const isLast = hours === HOURS_MAX && clock[1] === 59 && clock[2] === 59;
  return hours <= HOURS_MAX && !(isLast && clock.length > 3 && clock.readUInt32LE(3) > 0);
}

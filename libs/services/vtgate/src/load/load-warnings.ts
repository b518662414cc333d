import type { Diagnostic } from '@vt/sqltypes';
import type { LoadTarget } from './load-shape.ts';

const DUPLICATE = 1062;
const NULL_TO_NOT_NULL = 1263;
/** What a mysqld says of the same in an insert. */
const CANNOT_BE_NULL = 1048;
const TOO_FEW = 1261;
const TOO_MANY = 1262;
/** That a literal is not written in its character set: a file's field is none. */
const NOT_OF_CHARSET = 1300;
const COLUMN = /column '([^']+)'|`([^`]+)` at row|^Column '([^']+)'/i;

export function tooMany(row: number): Diagnostic {
  return warning(TOO_MANY, `Row ${row} was truncated; it contained more data than there were input columns`);
}

export function tooFew(row: number): Diagnostic {
  return warning(TOO_FEW, `Row ${row} doesn't contain data for all columns`);
}

export function nullToNotNull(column: string, row: number): Diagnostic {
  const message = `Column set to default value; NULL supplied to NOT NULL column '${column}' at row ${row}`;
  return warning(NULL_TO_NOT_NULL, message);
}

const warning = (code: number, message: string): Diagnostic => ({ level: 'Warning', code, message });

/**
 * What an insert of some of a file's rows was warned of, as LOAD DATA says it, with what is said of a row that was inserted alone: its fields come
 * first, then what SET computes, then the row as a whole.
 * @param before rows of the file that were inserted before
 */
export function ofFile(
  said: readonly Diagnostic[],
  own: readonly Diagnostic[],
  targets: readonly LoadTarget[],
  before: number,
): readonly Diagnostic[] {
  const filled = new Set(targets.flatMap(({ kind, name }) => (kind === 'column' ? [name.toLowerCase()] : [])));
  const isField = ({ message }: Diagnostic): boolean => filled.has(columnOf(message));
  const all = said
    .filter((one) => one.code !== NOT_OF_CHARSET && (one.code !== CANNOT_BE_NULL || !isField(one)))
    .map(({ level, code, message }) => ({
      level,
      code,
      message: message.replace(/ at row (\d+)$/, (_, row) => ` at row ${Number(row) + before}`),
    }));
  if (own.length === 0) return all;
  return [...all, ...own].toSorted((a, b) => stepOf(a, isField) - stepOf(b, isField));
}

/** When a mysqld comes upon it, within a row. */
function stepOf(one: Diagnostic, isField: (one: Diagnostic) => boolean): number {
  const steps: Readonly<Record<number, number>> = {
    [TOO_FEW]: 1,
    [NULL_TO_NOT_NULL]: 3,
    [DUPLICATE]: 4,
    [TOO_MANY]: 5,
  };
  return steps[one.code] ?? (isField(one) ? 0 : 2);
}

function columnOf(message: string): string {
  const found = COLUMN.exec(message);
  return (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').toLowerCase();
}

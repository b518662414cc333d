import { ownCopy, VtError } from '@vt/base';
import { migrationsQuery } from '@vt/migration';
import { parse, type Show } from '@vt/sqlparser';
import {
  type BindValue,
  type BindVariables,
  encodeScalar,
  encodeTuple,
  encodeValue,
  type LiteralMode,
} from '@vt/sqltypes';
import { type Classified, classify } from './classify.ts';
import { type BindPosition, scanStatement, startOfRows } from './scan.ts';

/** A statement's text, looked at once: its kind, and its pieces between bind variables. */
export type Statement = Classified & {
  /** Of this process. */
  readonly id: number;
  readonly sql: string;
  /** Where the rows begin that an INSERT or REPLACE writes, when nothing from there on reads a table. */
  readonly rowsStart: number | undefined;
  readonly binds: readonly BindPosition[];
  /** One more than there are binds. */
  readonly pieces: readonly Buffer[];
  /** With question marks in the places of the bind variables. */
  readonly preparedSql: string;
};

let nextId = 1;

export function readStatement(sql: string): Statement {
  const { binds, words } = scanStatement(sql);
  const [first, second] = words;
  if (first?.text === 'show' && second?.text === 'vitess_migrations')
    return readStatement(migrationsQuery(parse(sql) as Show));
  const texts: string[] = [];
  let from = 0;
  for (const bind of binds) {
    texts.push(sql.slice(from, bind.start));
    from = bind.end;
  }
  texts.push(sql.slice(from));
  return {
    id: nextId++,
    sql,
    rowsStart: startOfRows(words),
    binds,
    pieces: ownBytes(texts),
    preparedSql: texts.join('?'),
    ...classify(words, sql),
  };
}

/** Each is a view of one piece of memory, which is the statement's own. */
function ownBytes(texts: readonly string[]): Buffer[] {
  const all = ownCopy(Buffer.from(texts.join('')));
  let end = 0;
  return texts.map((text) => {
    const start = end;
    end += Buffer.byteLength(text);
    return all.subarray(start, end);
  });
}

/**
 * The text for mysqld. A request without any bind variables is sent as it came, whatever colons it has; otherwise each
 * placeholder must have its variable.
 */
export function statementText(statement: Statement, variables: BindVariables, mode: LiteralMode): string | Buffer {
  if (statement.binds.length === 0 || isEmpty(variables)) return statement.sql;
  const parts: Uint8Array[] = [statement.pieces[0] as Buffer];
  statement.binds.forEach((bind, i) => {
    const variable = Object.hasOwn(variables, bind.name) ? variables[bind.name] : undefined;
    if (variable === undefined) throw missing(bind.name);
    parts.push(bind.isList ? encodeTuple(bind.name, variable, mode) : encodeScalar(bind.name, variable, mode));
    parts.push(statement.pieces[i + 1] as Buffer);
  });
  return Buffer.concat(parts);
}

/** The text for mysqld with a value for each place, in the order of the places, behind `roomBytes` for who sends it. */
export function valuesText(
  statement: Statement,
  values: readonly BindValue[],
  mode: LiteralMode,
  roomBytes = 0,
): Buffer {
  checkCount(statement, values);
  const { pieces } = statement;
  const written: Uint8Array[] = [];
  let length = roomBytes + (pieces[0] as Buffer).length;
  for (let i = 0; i < values.length; i++) {
    const bytes = encodeValue(values[i] as BindValue, mode);
    written.push(bytes);
    length += bytes.length + (pieces[i + 1] as Buffer).length;
  }
  const out = Buffer.allocUnsafe(length);
  let at = put(pieces[0] as Buffer, out, roomBytes);
  for (let i = 0; i < written.length; i++) {
    at = put(written[i] as Uint8Array, out, at);
    at = put(pieces[i + 1] as Buffer, out, at);
  }
  return out;
}

/** A call into the engine costs more than the bytes of a short piece. */
const BY_HAND_BYTES_MAX = 48;

function put(bytes: Uint8Array, out: Buffer, from: number): number {
  const { length } = bytes;
  if (length > BY_HAND_BYTES_MAX) out.set(bytes, from);
  else for (let i = 0; i < length; i++) out[from + i] = bytes[i] as number;
  return from + length;
}

/** @throws VtError when there are not as many values as places. */
export function checkCount(statement: Statement, values: readonly BindValue[]): void {
  if (statement.binds.length === values.length) return;
  const message = `${values.length} values for the ${statement.binds.length} places of a statement`;
  throw new VtError({ code: 'INVALID_ARGUMENT', message });
}

function isEmpty(variables: BindVariables): boolean {
  for (const _ in variables) return false;
  return true;
}

function missing(name: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: `missing bind var ${name}` });
}

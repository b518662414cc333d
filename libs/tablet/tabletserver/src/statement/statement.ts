import { VtError } from '@vt/base';
import { type BindVariables, encodeScalar, encodeTuple, type LiteralMode } from '@vt/sqltypes';
import { type Classified, classify } from './classify.ts';
import { type BindPosition, scanStatement } from './scan.ts';

/** A statement's text, looked at once: its kind, and its pieces between bind variables. */
export type Statement = Classified & {
  readonly sql: string;
  readonly binds: readonly BindPosition[];
  /** One more than there are binds. */
  readonly pieces: readonly Buffer[];
};

export function readStatement(sql: string): Statement {
  const { binds, words } = scanStatement(sql);
  const pieces: Buffer[] = [];
  let from = 0;
  for (const bind of binds) {
    pieces.push(Buffer.from(sql.slice(from, bind.start)));
    from = bind.end;
  }
  pieces.push(Buffer.from(sql.slice(from)));
  return { sql, binds, pieces, ...classify(words, sql) };
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

function isEmpty(variables: BindVariables): boolean {
  for (const _ in variables) return false;
  return true;
}

function missing(name: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: `missing bind var ${name}` });
}

import { VtError } from '@vt/base';
import { normalizeTable } from '@vt/schemadiff';
import { type AlterTable, type CreateTable, type Flavor, parse, SqlError } from '@vt/sqlparser';

/** A table as SHOW CREATE TABLE tells it. */
export function readTable(text: string, flavor: Flavor): CreateTable {
  const statement = parse(text, { flavor });
  if (statement.kind === 'CreateTable' && statement.spec) return normalizeTable(statement);
  throw new VtError({ code: 'UNIMPLEMENTED', message: `not a table: ${text.slice(0, 100)}` });
}

/** A migration's ALTER TABLE; undefined: it is another statement. */
export function readAlter(text: string, flavor: Flavor): AlterTable | undefined {
  try {
    const statement = parse(text, { flavor });
    return statement.kind === 'AlterTable' ? statement : undefined;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `${error.message} in ${text.slice(0, 200)}` });
  }
}

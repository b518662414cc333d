import { toVtError, VtError } from '@vt/base';

const DUPLICATE = 1062;
const SAID = /(Duplicate entry '.*' for key ')(?:(.*)\.)?[^']*'$/s;

/**
 * Runs what makes entries. That there is one already is told as a mysqld tells it that has all rows, by the table's own key: applications look at
 * its name. A key that is not known is the entries' own.
 */
export async function namingKey<T>(table: string, key: string | undefined, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (thrown) {
    const { code, errno, state, message } = toVtError(thrown);
    const said = errno === DUPLICATE && key ? SAID.exec(message) : null;
    if (!said) throw thrown;
    // Servers of before MySQL 8.0.19, and MariaDB's, name the key without its table.
    const [, entry = '', qualifier] = said;
    const name = qualifier === undefined ? key : `${table}.${key}`;
    throw new VtError({ code, errno, message: `${entry}${name}'`, ...(state && { state }), cause: thrown });
  }
}

import { VtError } from '@vt/base';
import { shownNear } from '@vt/sqlparser';

const SYNTAX_ERRNO = 1064;
const NEAR = /^(You have an error in your SQL syntax; [^']*')([^]*)(' at line \d+)$/;

/**
 * What is wrong with a statement is shown with what follows it in the client's text, where there is room: a mysqld's parser has all of that before it.
 * @param rest of the text behind the statement, its semicolon first; '': nothing
 */
export function withRest(error: VtError, sql: string, rest: string): VtError {
  const following = rest.replace(/[;\s]+$/, '');
  if (following === '' || error.errno !== SYNTAX_ERRNO) return error;
  const [, before, near, after] = NEAR.exec(error.message) ?? [];
  // One that is cut short has no room left.
  if (near === undefined || !sql.endsWith(near)) return error;
  const { code, id, errno, state } = error;
  const message = `${before}${shownNear(near + following, 0)}${after}`;
  return new VtError({ code, id, errno, state, message, cause: error });
}

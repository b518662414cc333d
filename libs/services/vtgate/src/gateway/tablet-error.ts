import { toMysqlError, toVtError, VtError } from '@vt/base';
import { defaultDatabase, withKeyspaceName } from './database-name.ts';
import { TabletCallError } from './tablet-gateway.ts';

// Vitess's tablets write `target: ks.shard.primary: vttablet: <text> (errno N) (sqlstate S) (CallerID: …): Sql: "…", BindVars: {…}`.
const PREFIX = /^(?:target: \S+: )?(?:vttablet: )?(?:rpc error: code = \w+ desc = )?/;
const DECORATION = / \(errno (\d+)\) \(sqlstate ([0-9A-Za-z]{5})\)[^]*$/;

/** What the parser of Vitess's tablets says, without a number of MySQL's. */
const SYNTAX = /^syntax error at position \d+/;
const CALLER = / \(CallerID: [^)]*\)$/;

/**
 * The error a client is to see for what a tablet said: where mysqld gave it, mysqld's own text, errno and SQLSTATE, with the keyspace's
 * name where mysqld names its database.
 * @param database what it is called on the mysqld.
 */
export function clientError(thrown: unknown, keyspace: string, database = defaultDatabase(keyspace)): VtError {
  const error = toVtError(thrown instanceof TabletCallError ? thrown.cause : thrown);
  const parsers = error.message.replace(PREFIX, '');
  if (error.code === 'INVALID_ARGUMENT' && SYNTAX.test(parsers)) {
    const message = parsers.replace(CALLER, '');
    return new VtError({ code: error.code, errno: 1064, state: '42000', message, cause: error });
  }
  const { errno, state } = toMysqlError(error);
  const fromMysqld = DECORATION.test(error.message);
  // Who asked is known to who asked; a text with more behind it stays as it is.
  const bare = fromMysqld
    ? error.message.replace(DECORATION, '').replace(PREFIX, '')
    : error.message.replace(CALLER, '');
  const message = withKeyspaceName(bare, keyspace, database);
  if (!fromMysqld && message === error.message) return error;
  return new VtError({ code: error.code, id: error.id, errno, state, message, cause: error });
}

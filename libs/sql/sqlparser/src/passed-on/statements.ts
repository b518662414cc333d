import { K } from '../lexer/keywords.ts';
import type { StatementParsers } from '../statement/parse.ts';
import { parseCacheIndex, parseChange, parseLoad, parseLone, parsePurge, passedOn } from './parse.ts';

/**
 * Statements kept as text. CREATE, ALTER, DROP and RENAME of users and roles come here too, from the dispatchers of those
 * words, and so do some forms of SET, START, LOCK and SHOW.
 */
export const passedOnStatements = {
  BACKUP: passedOn('backup'),
  BINLOG: passedOn('binlog'),
  CACHE: parseCacheIndex,
  CHANGE: parseChange,
  CLONE: passedOn('clone', K.LOCAL, K.INSTANCE),
  GRANT: passedOn('account'),
  HELP: passedOn('help'),
  IMPORT: passedOn('import table', K.TABLE),
  INSTALL: passedOn('plugin', K.PLUGIN, K.COMPONENT),
  LOAD: parseLoad,
  PURGE: parsePurge,
  RESET: passedOn('reset'),
  RESTART: parseLone('restart'),
  REVOKE: passedOn('account'),
  SHUTDOWN: parseLone('shutdown'),
  STOP: passedOn('replication', K.REPLICA, K.SLAVE, K.GROUP_REPLICATION, K.ALL),
  UNINSTALL: passedOn('plugin', K.PLUGIN, K.COMPONENT),
} satisfies StatementParsers;

import type { TableName } from '../table/nodes.ts';

/** What a statement that is only passed on does. */
export type PassedOnCommand =
  | 'account'
  | 'backup'
  | 'binlog'
  | 'cache index'
  | 'change replication'
  | 'clone'
  | 'delete history'
  | 'execute immediate'
  | 'help'
  | 'import table'
  | 'instance'
  | 'library'
  | 'load index'
  | 'lock instance'
  | 'maintenance'
  | 'package'
  | 'plugin'
  | 'purge'
  | 'replication'
  | 'reset'
  | 'restart'
  | 'set statement'
  | 'show'
  | 'shutdown';

/**
 * A statement whose own grammar nothing here needs to see: it is checked for well-formed tokens and parentheses, and kept
 * as text in one canonical spacing.
 */
export type PassedOn = {
  readonly kind: 'PassedOn';
  readonly command: PassedOnCommand;
  /** Text and literals in turn, beginning with text: the literals (passwords, file names) are what redaction hides. */
  readonly parts: readonly string[];
  /** Tables it names, where that matters to routing: CACHE INDEX, DELETE HISTORY, LOAD INDEX. */
  readonly tables: readonly TableName[];
};

export type PassedOnStatement = PassedOn;
export type PassedOnFamily = PassedOnStatement;

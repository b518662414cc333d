import { type ScanMode, scan, type Token } from './scan.ts';

/** What a statement is, by its first words: which handler takes it. */
export type StatementKind =
  | 'begin'
  | 'call'
  | 'commit'
  | 'ddl'
  | 'deallocate'
  | 'delete'
  | 'do'
  | 'empty'
  | 'execute'
  | 'explain'
  | 'flush'
  | 'getDiagnostics'
  | 'insert'
  | 'kill'
  | 'load'
  | 'lockTables'
  | 'other'
  | 'prepare'
  | 'priv'
  | 'release'
  | 'replace'
  | 'rollback'
  | 'savepoint'
  | 'select'
  | 'set'
  | 'show'
  | 'startTransaction'
  | 'stream'
  | 'unlockTables'
  | 'update'
  | 'use'
  | 'vexplain';

const byWord: Readonly<Record<string, StatementKind>> = {
  ALTER: 'ddl',
  ANALYZE: 'other',
  BEGIN: 'begin',
  CALL: 'call',
  CHECK: 'other',
  CHECKSUM: 'other',
  COMMIT: 'commit',
  CREATE: 'ddl',
  DEALLOCATE: 'deallocate',
  DELETE: 'delete',
  DESC: 'explain',
  DESCRIBE: 'explain',
  DO: 'do',
  DROP: 'ddl',
  EXECUTE: 'execute',
  EXPLAIN: 'explain',
  FLUSH: 'flush',
  GET: 'getDiagnostics',
  GRANT: 'priv',
  INSERT: 'insert',
  KILL: 'kill',
  LOAD: 'load',
  OPTIMIZE: 'other',
  PREPARE: 'prepare',
  RELEASE: 'release',
  RENAME: 'ddl',
  REPAIR: 'other',
  REPLACE: 'replace',
  REVERT: 'ddl',
  REVOKE: 'priv',
  ROLLBACK: 'rollback',
  SAVEPOINT: 'savepoint',
  SELECT: 'select',
  SET: 'set',
  SHOW: 'show',
  STREAM: 'stream',
  TABLE: 'select',
  TRUNCATE: 'ddl',
  UPDATE: 'update',
  USE: 'use',
  VALUES: 'select',
  VEXPLAIN: 'vexplain',
  WITH: 'select',
};

/** What writes rows. */
export const writingKinds: ReadonlySet<StatementKind> = new Set(['insert', 'replace', 'update', 'delete', 'load']);

/** A statement with what classifying it has found. */
export type Classified = {
  readonly kind: StatementKind;
  readonly first: Token | undefined;
  readonly second: Token | undefined;
};

export function classify(sql: string, mode: ScanMode): Classified {
  const tokens = scan(sql, mode);
  let first = next(tokens);
  while (first?.kind === 'symbol' && first.text === '(') first = next(tokens);
  if (!first) return { kind: 'empty', first: undefined, second: undefined };
  const second = next(tokens);
  return { kind: kindOf(first, second), first, second };
}

function kindOf(first: Token, second: Token | undefined): StatementKind {
  if (first.kind !== 'word') return 'other';
  if (first.text === 'BEGIN' && second?.text === 'NOT') return 'other';
  if (first.text === 'START' && second?.text === 'TRANSACTION') return 'startTransaction';
  if (first.text === 'DROP' && second?.text === 'PREPARE') return 'deallocate';
  if (first.text === 'LOCK') return 'lockTables';
  if (first.text === 'UNLOCK') return 'unlockTables';
  if (first.text === 'LOAD' && second?.text !== 'DATA' && second?.text !== 'XML') return 'other';
  return byWord[first.text] ?? 'other';
}

function next(tokens: Generator<Token>): Token | undefined {
  const { value, done } = tokens.next();
  return done ? undefined : value;
}

/** Statements that only begin or end a transaction. */
export type TransactionWord = 'begin' | 'commit' | 'rollback';

/** `start transaction`, `rollback work`, blanks. */
const BYTES_MAX = 40;
const BEGIN = /^\s*(?:begin|begin\s+work|start\s+transaction)\s*;?\s*$/i;
const END = /^\s*(commit|rollback)(?:\s+work)?\s*;?\s*$/i;

/** What a text says that says nothing else; undefined for all others. */
export function transactionWord(sql: string | Buffer): TransactionWord | undefined {
  if (sql.length > BYTES_MAX) return undefined;
  const text = typeof sql === 'string' ? sql : sql.toString('latin1');
  if (BEGIN.test(text)) return 'begin';
  const [, word] = END.exec(text) ?? [];
  return word === undefined ? undefined : (word.toLowerCase() as 'commit' | 'rollback');
}

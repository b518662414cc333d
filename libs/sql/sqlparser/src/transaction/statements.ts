import type { StatementParsers } from '../statement/parse.ts';
import {
  parseBegin,
  parseCommit,
  parseLock,
  parseRelease,
  parseRollback,
  parseSavepoint,
  parseStart,
  parseUnlock,
  parseUse,
} from './parse.ts';
import { parseXa } from './parse-xa.ts';

export const transactionStatements = {
  BEGIN: parseBegin,
  COMMIT: parseCommit,
  LOCK: parseLock,
  RELEASE: parseRelease,
  ROLLBACK: parseRollback,
  SAVEPOINT: parseSavepoint,
  START: parseStart,
  UNLOCK: parseUnlock,
  USE: parseUse,
  XA: parseXa,
} satisfies StatementParsers;

import type { StatementParsers } from '../statement/parse.ts';
import { parseDelete, parseDeleteHistory } from './parse-delete.ts';
import { parseHandler } from './parse-handler.ts';
import { parseInsert } from './parse-insert.ts';
import { parseUpdate } from './parse-update.ts';

export const dmlStatements = {
  DELETE: (p) => parseDeleteHistory(p) ?? parseDelete(p),
  HANDLER: parseHandler,
  INSERT: parseInsert,
  REPLACE: parseInsert,
  UPDATE: (p) => parseUpdate(p),
} satisfies StatementParsers;

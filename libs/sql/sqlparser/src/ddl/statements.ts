import { parseTruncate } from '../alter-table/parse-table-statements.ts';
import { parseGetDiagnostics, parseSignal } from '../program/parse-diagnostics.ts';
import type { StatementParsers } from '../statement/parse.ts';
import { parseAlter } from './parse-alter.ts';
import { parseCreate } from './parse-create.ts';
import { parseDrop, parseRename } from './parse-drop.ts';

/** The verbs of the data definition language, each of which looks at the words after it; and condition handling. */
export const ddlStatements = {
  ALTER: parseAlter,
  CREATE: parseCreate,
  DROP: parseDrop,
  GET: parseGetDiagnostics,
  RENAME: parseRename,
  RESIGNAL: parseSignal,
  SIGNAL: parseSignal,
  TRUNCATE: parseTruncate,
} satisfies StatementParsers;

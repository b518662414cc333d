import type { StatementParsers } from '../statement/parse.ts';
import { parseCall, parseDeallocate, parseDo, parseExecute, parseKill, parsePrepare } from './parse.ts';
import { parseAnalyze, parseExplain, parseVExplain } from './parse-explain.ts';
import { parseFlush, parseMaintenance } from './parse-maintenance.ts';

export const adminStatements = {
  ANALYZE: parseAnalyze,
  CALL: parseCall,
  CHECK: parseMaintenance,
  CHECKSUM: parseMaintenance,
  DEALLOCATE: parseDeallocate,
  DESC: parseExplain,
  DESCRIBE: parseExplain,
  DO: parseDo,
  EXECUTE: parseExecute,
  EXPLAIN: parseExplain,
  FLUSH: parseFlush,
  KILL: parseKill,
  OPTIMIZE: parseMaintenance,
  PREPARE: parsePrepare,
  REPAIR: parseMaintenance,
  VEXPLAIN: parseVExplain,
} satisfies StatementParsers;

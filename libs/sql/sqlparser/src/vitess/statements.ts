import type { StatementParsers } from '../statement/parse.ts';
import { parseRevert, parseStream, parseVStream } from './parse.ts';

export const vitessStatements = {
  REVERT: parseRevert,
  STREAM: parseStream,
  VSTREAM: parseVStream,
} satisfies StatementParsers;

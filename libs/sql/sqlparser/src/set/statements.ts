import type { StatementParsers } from '../statement/parse.ts';
import { parseSet } from './parse.ts';

export const setStatements = { SET: parseSet } satisfies StatementParsers;

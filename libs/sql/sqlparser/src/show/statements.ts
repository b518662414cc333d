import type { StatementParsers } from '../statement/parse.ts';
import { parseShow } from './parse.ts';

export const showStatements = { SHOW: parseShow } satisfies StatementParsers;

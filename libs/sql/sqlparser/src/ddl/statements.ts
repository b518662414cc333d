import type { StatementParsers } from '../statement/parse.ts';
import { parseCreate } from './create.ts';

/** The verbs of the data definition language; each looks at the words after it. */
export const ddlStatements = {
  CREATE: parseCreate,
} satisfies StatementParsers;

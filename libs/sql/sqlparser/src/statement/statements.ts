import { adminStatements } from '../admin/statements.ts';
import { ddlStatements } from '../ddl/statements.ts';
import { dmlStatements } from '../dml/statements.ts';
import { passedOnStatements } from '../passed-on/statements.ts';
import { queryStatements } from '../query/statements.ts';
import { setStatements } from '../set/statements.ts';
import { showStatements } from '../show/statements.ts';
import { transactionStatements } from '../transaction/statements.ts';
import { vitessStatements } from '../vitess/statements.ts';
import type { StatementParsers } from './parse.ts';

/** Every statement's parser by first word, one line a family. A word of two families is taken apart by one of them. */
export function statementTable(): StatementParsers {
  return {
    ...ddlStatements,
    ...adminStatements,
    ...passedOnStatements,
    ...setStatements,
    ...showStatements,
    ...vitessStatements,
    ...dmlStatements,
    ...queryStatements,
    ...transactionStatements,
  };
}

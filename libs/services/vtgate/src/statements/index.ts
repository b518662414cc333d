import { VtError } from '@vt/base';
import type { StatementHandler } from '../executor/statement.ts';
import type { StatementKind } from '../text/classify.ts';
import { ddl } from './ddl.ts';
import { explain, vexplain } from './explain.ts';
import { kill } from './kill.ts';
import { lockTables, otherStatement, passthrough, privileges, unlockTables } from './passthrough.ts';
import { set } from './set/set.ts';
import { show } from './show/show.ts';
import { begin, commit, rollback, savepointStatement, startTransaction } from './transaction.ts';
import { use } from './use.ts';

const planned: StatementHandler = (run) => run.planned(run.sql);

const empty: StatementHandler = async () => {
  throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1065, state: '42000', message: 'Query was empty' });
};

const refused: StatementHandler = async ({ classified }) => {
  throw VtError.of('VT12001', `${classified.first?.text} statement`);
};

/** Who handles which statement; one line each. */
export const handlers: { readonly [K in StatementKind]: StatementHandler } = {
  begin,
  call: passthrough,
  commit,
  ddl,
  deallocate: refused,
  delete: planned,
  empty,
  execute: refused,
  explain,
  flush: passthrough,
  insert: planned,
  kill,
  load: passthrough,
  lockTables,
  other: otherStatement,
  prepare: refused,
  priv: privileges,
  release: savepointStatement,
  replace: planned,
  rollback,
  savepoint: savepointStatement,
  select: planned,
  set,
  show,
  startTransaction,
  unlockTables,
  update: planned,
  use,
  vexplain,
};

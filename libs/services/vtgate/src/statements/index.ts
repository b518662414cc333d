import { VtError } from '@vt/base';
import type { StatementHandler } from '../executor/statement.ts';
import type { StatementKind } from '../text/classify.ts';
import { begin } from './begin.ts';
import { ddl } from './ddl.ts';
import { doStatement } from './do.ts';
import { explain } from './explain.ts';
import { getDiagnostics } from './get-diagnostics.ts';
import { kill } from './kill.ts';
import { load } from './load.ts';
import { flush, lockTables, unlockTables } from './lock-tables.ts';
import { otherStatement, passthrough, privileges } from './passthrough.ts';
import { deallocate, executePrepared, prepare } from './prepare.ts';
import { select } from './select.ts';
import { set } from './set/set.ts';
import { show } from './show/show.ts';
import { stream } from './stream.ts';
import { commit, rollback, savepointStatement, startTransaction } from './transaction.ts';
import { use } from './use.ts';
import { vexplain } from './vexplain.ts';

const planned: StatementHandler = (run) => run.planned(run.sql);

const empty: StatementHandler = async () => {
  throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1065, state: '42000', message: 'Query was empty' });
};

/** Who handles which statement; one line each. */
export const handlers: { readonly [K in StatementKind]: StatementHandler } = {
  begin,
  call: passthrough,
  commit,
  ddl,
  deallocate,
  delete: planned,
  do: doStatement,
  empty,
  execute: executePrepared,
  explain,
  flush,
  getDiagnostics,
  insert: planned,
  kill,
  load,
  lockTables,
  other: otherStatement,
  prepare,
  priv: privileges,
  release: savepointStatement,
  replace: planned,
  rollback,
  savepoint: savepointStatement,
  select,
  set,
  show,
  startTransaction,
  stream,
  unlockTables,
  update: planned,
  use,
  vexplain,
};

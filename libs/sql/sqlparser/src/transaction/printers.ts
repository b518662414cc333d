import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { Commit, Rollback, TransactionFamily } from './nodes.ts';

export const transactionPrinters: PrintersOf<TransactionFamily> = {
  Begin: (n, p) => {
    p.kw(n.start ? 'start transaction' : 'begin');
    if (n.characteristics.length > 0) p.kw(` ${n.characteristics.join(', ')}`);
  },
  Commit: (n, p) => completion('commit', n, p),
  LockTables: (n, p) => {
    p.kw('lock tables ').list(n.tables);
  },
  ReleaseSavepoint: (n, p) => {
    p.kw('release savepoint ').id(n.name);
  },
  Rollback: (n, p) => completion('rollback', n, p),
  RollbackTo: (n, p) => {
    p.kw('rollback to ').id(n.name);
  },
  Savepoint: (n, p) => {
    p.kw('savepoint ').id(n.name);
  },
  TableLock: (n, p) => {
    p.node(n.table);
    if (n.as !== '') p.kw(' as ').id(n.as);
    p.kw(` ${n.mode}`);
  },
  UnlockTables: (_n, p) => {
    p.kw('unlock tables');
  },
  Use: (n, p) => {
    p.kw('use');
    if (n.database !== '') p.raw(' ').id(n.database);
  },
  Xa: (n, p) => {
    p.kw(`xa ${n.action}`).opt(' ', n.xid);
    if (n.option !== '') p.kw(` ${n.option}`);
  },
  Xid: (n, p) => {
    p.node(n.gtrid).opt(', ', n.bqual).opt(', ', n.formatId);
  },
};

function completion(verb: string, n: Commit | Rollback, p: Printer): void {
  p.kw(verb);
  if (n.chain !== '') p.kw(` ${n.chain}`);
  if (n.release !== '') p.kw(` ${n.release}`);
}

import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { AlterMigration, VitessFamily } from './nodes.ts';

export const vitessPrinters: PrintersOf<VitessFamily> = {
  AlterMigration: (n, p) => alterMigration(n, p),
  RevertMigration: (n, p) => {
    p.kw('revert ').comments(n.comments).kw('vitess_migration ').string(n.uuid);
  },
  Stream: (n, p) => {
    p.kw('stream ').comments(n.comments).node(n.expr).kw(' from ').node(n.table);
  },
  VStream: (n, p) => {
    p.kw('vstream ')
      .comments(n.comments)
      .node(n.expr)
      .kw(' from ')
      .node(n.table)
      .opt(' where ', n.where)
      .opt('', n.limit);
  },
};

function alterMigration(n: AlterMigration, p: Printer): void {
  p.kw('alter vitess_migration ');
  if (n.uuid !== null) p.string(n.uuid).raw(' ');
  p.kw(n.uuid === null ? `${n.action} all` : n.action);
  if (n.threshold !== null) p.raw(' ').string(n.threshold);
  if (n.shards !== null) p.kw(' vitess_shards ').string(n.shards);
  if (n.expire !== null) p.kw(' expire ').string(n.expire);
  p.opt(' ratio ', n.ratio);
}

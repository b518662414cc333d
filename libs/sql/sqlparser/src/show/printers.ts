import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { Show, ShowFamily } from './nodes.ts';

export const showPrinters: PrintersOf<ShowFamily> = {
  Show: (n, p) => show(n, p),
  ShowCreate: (n, p) => {
    p.kw(`show create ${n.type} `)
      .kw(n.ifNotExists ? 'if not exists ' : '')
      .node(n.name);
  },
};

function show(n: Show, p: Printer): void {
  p.kw('show ').comments(n.comments);
  if (n.scope !== '') p.kw(`${n.scope} `);
  p.kw(n.full ? `full ${n.command}` : n.command);
  if (n.command === 'transaction status') {
    p.kw(' for ').string(n.database);
    return;
  }
  p.opt(' from ', n.table);
  if (n.database !== '') p.kw(n.command === 'unresolved transactions' ? ' for ' : ' from ').id(n.database);
  if (n.like !== null) p.kw(' like ').string(n.like);
  p.opt(' where ', n.where).opt('', n.limit);
}

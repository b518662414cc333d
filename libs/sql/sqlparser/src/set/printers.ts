import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { SetExpr, SetFamily } from './nodes.ts';

export const setPrinters: PrintersOf<SetFamily> = {
  SetExpr: (n, p) => setExpr(n, p),
  SetFor: (n, p) => {
    p.kw('set statement ').list(n.exprs).kw(' for ').node(n.statement);
  },
  SetStatement: (n, p) => {
    p.kw('set ').comments(n.comments).list(n.exprs);
  },
};

function setExpr(n: SetExpr, p: Printer): void {
  switch (n.scope) {
    case 'names':
    case 'charset':
      p.kw(`${n.scope} `).node(n.expr);
      if (n.collate !== '') p.kw(' collate ').string(n.collate);
      return;
    case 'user':
      p.raw('@').id(n.name);
      break;
    case '':
      dotted(n.name, p);
      break;
    case 'session':
      p.raw('@@');
      dotted(n.name, p);
      break;
    case '@@session':
      p.raw('@@session.');
      dotted(n.name, p);
      break;
    default:
      p.raw(`@@${n.scope}.`);
      dotted(n.name, p);
  }
  p.raw(' = ').node(n.expr);
}

/** Names of system variables are words of their own: keywords among them are not quoted behind @@. */
function dotted(name: string, p: Printer): void {
  const parts = name.split('.');
  for (let i = 0; i < parts.length; i++) {
    if (i > 0) p.raw('.');
    p.id(parts[i]!);
  }
}

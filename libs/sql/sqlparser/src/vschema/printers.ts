import { quoteString } from '../lexer/strings.ts';
import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { AlterVschema, VschemaFamily } from './nodes.ts';

export const vschemaPrinters: PrintersOf<VschemaFamily> = {
  AlterVschema: (n, p) => alterVschema(n, p),
  VindexParam: (n, p) => {
    p.raw(`${n.name}=${plain.test(n.value) ? n.value : quoteString(n.value)}`);
  },
};

/** Values that read back without quotes. */
const plain = /^([A-Za-z_$][\w$]*|\d+)$/;

function alterVschema(n: AlterVschema, p: Printer): void {
  p.kw('alter vschema ');
  if (!n.on) p.kw(`${n.action} `).node(n.table);
  else {
    p.kw('on ').node(n.table).kw(` ${n.action}`);
    if (n.vindex !== '') p.raw(' ').id(n.vindex);
    else if (n.columns.length > 0) p.raw(' ').ids(n.columns);
    if (n.vindex !== '' && n.columns.length > 0) p.raw(' (').ids(n.columns).raw(')');
  }
  if (n.type !== '') p.kw(' using ').id(n.type);
  p.opt(' using ', n.sequence);
  if (n.params.length > 0) p.kw(' with ').list(n.params);
}

import { quoteString } from '../lexer/strings.ts';
import type { Printer } from '../printer/printer.ts';
import type { HandlerStatement, LoadData } from './load-nodes.ts';

export function loadData(n: LoadData, p: Printer): void {
  p.kw(`load ${n.format} `).kw(n.priority === '' ? '' : `${n.priority} `);
  // Where nothing more is said, only the form with FROM is read.
  if (n.table === null) p.kw('from ');
  p.kw(n.local ? 'local ' : '').kw(`${n.source} `);
  if (n.sourceType !== '') p.kw(`${n.sourceType} `);
  p.node(n.file);
  if (n.count !== '') p.kw(` count ${n.count}`);
  if (n.inOrder) p.kw(' in primary key order');
  if (n.onDuplicate !== '') p.kw(` ${n.onDuplicate}`);
  if (n.table === null) return;
  p.kw(' into table ').node(n.table);
  if (n.partitions.length > 0) p.kw(' partition (').ids(n.partitions).raw(')');
  layout(n, p);
  if (n.columns !== null) p.raw(' (').list(n.columns).raw(')');
  if (n.set.length > 0) p.kw(' set ').list(n.set);
  if (n.parallel !== '') p.kw(` parallel = ${n.parallel}`);
  if (n.memory !== '') p.kw(' memory = ').raw(n.memory);
  if (n.bulk) p.kw(' algorithm = bulk');
}

function layout(n: LoadData, p: Printer): void {
  if (n.charset !== '') p.kw(' character set ').raw(n.charset);
  if (n.compression !== null) p.kw(' compression = ').raw(quoteString(n.compression));
  if (n.rowsIdentifiedBy !== null) p.kw(' rows identified by ').raw(quoteString(n.rowsIdentifiedBy));
  p.opt('', n.fields);
  if (n.ignoreLines !== '') p.kw(` ignore ${n.ignoreLines} lines`);
}

export function handler(n: HandlerStatement, p: Printer): void {
  p.kw('handler ').node(n.table).kw(` ${n.action}`);
  if (n.as !== '') p.kw(' as ').id(n.as);
  if (n.index !== '') p.raw(' ').id(n.index);
  if (n.scan !== '') p.kw(` ${n.scan}`);
  if (n.comparison !== '') p.raw(` ${n.comparison} (`).list(n.values).raw(')');
  p.opt(' where ', n.where).opt('', n.limit);
}

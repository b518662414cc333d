import { createTablePrinters } from '../create-table/printers.ts';
import { dmlPrinters } from '../dml/printers.ts';
import { exprPrinters } from '../expr/printers.ts';
import { queryPrinters } from '../query/printers.ts';
import { tablePrinters } from '../table/printers.ts';
import { transactionPrinters } from '../transaction/printers.ts';
import type { AllPrinters } from './printer.ts';

/** How each kind of node is written, one line a family. */
export const printers: AllPrinters = {
  ...createTablePrinters,
  ...dmlPrinters,
  ...exprPrinters,
  ...queryPrinters,
  ...tablePrinters,
  ...transactionPrinters,
};

import { adminPrinters } from '../admin/printers.ts';
import { alterTablePrinters } from '../alter-table/printers.ts';
import { createTablePrinters } from '../create-table/printers.ts';
import { dmlPrinters } from '../dml/printers.ts';
import { exprPrinters } from '../expr/printers.ts';
import { objectPrinters } from '../object/printers.ts';
import { passedOnPrinters } from '../passed-on/printers.ts';
import { programPrinters } from '../program/printers.ts';
import { queryPrinters } from '../query/printers.ts';
import { setPrinters } from '../set/printers.ts';
import { showPrinters } from '../show/printers.ts';
import { tablePrinters } from '../table/printers.ts';
import { transactionPrinters } from '../transaction/printers.ts';
import { vitessPrinters } from '../vitess/printers.ts';
import { vschemaPrinters } from '../vschema/printers.ts';
import type { AllPrinters } from './printer.ts';

/** How each kind of node is written, one line a family. */
export const printers: AllPrinters = {
  ...alterTablePrinters,
  ...createTablePrinters,
  ...adminPrinters,
  ...passedOnPrinters,
  ...setPrinters,
  ...showPrinters,
  ...vitessPrinters,
  ...dmlPrinters,
  ...exprPrinters,
  ...objectPrinters,
  ...programPrinters,
  ...queryPrinters,
  ...tablePrinters,
  ...transactionPrinters,
  ...vschemaPrinters,
};

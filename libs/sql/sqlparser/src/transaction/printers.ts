import type { PrintersOf } from '../printer/printer.ts';
import type { TransactionFamily } from './nodes.ts';

export const transactionPrinters: PrintersOf<TransactionFamily> = {
  Use: (n, p) => {
    p.kw('use');
    if (n.database !== '') p.raw(' ').id(n.database);
  },
};

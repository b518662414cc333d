import type { PrintersOf } from '../printer/printer.ts';
import type { PassedOnFamily } from './nodes.ts';

export const passedOnPrinters: PrintersOf<PassedOnFamily> = {
  PassedOn: (n, p) => {
    // Text and literals take turns.
    for (let i = 0; i < n.parts.length; i++) {
      if (i % 2 === 0) p.raw(n.parts[i]!);
      else p.literal(n.parts[i]!);
    }
  },
};

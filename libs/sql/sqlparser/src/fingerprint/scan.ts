import { type Borders, bordersOf } from './clauses.ts';
import { type Literals, literalsOf } from './record.ts';
import { ScanState } from './state.ts';

/** The state of a scan with what all of its readers need. */
export class Scan extends ScanState {
  readonly borders: Borders = bordersOf(this);
  readonly literals: Literals = literalsOf(this);
}

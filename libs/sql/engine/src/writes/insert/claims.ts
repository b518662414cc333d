import { toVtError } from '@vt/base';
import type { InsertVindex } from '@vt/plan';
import type { LookupRow } from '@vt/vschema';
import type { LookupKeeper } from '../owned.ts';
import { valuesAt } from './check-unowned.ts';
import type { PlacedRow } from './placed.ts';

const DUPLICATE = 1062;

/**
 * Entries of one new row in unique vindexes that have none with its values. They are made before it is known whether the row comes, so that another session, which
 * has not made its row yet when duplicates are looked for, cannot be in the way any more once the row is there.
 */
export class Claims {
  readonly #made: { readonly keeper: LookupKeeper; readonly entry: LookupRow }[] = [];

  /** @returns false: meanwhile another row has one of the values. */
  async make(row: PlacedRow, uses: Iterable<InsertVindex>, keeperOf: (use: InsertVindex) => LookupKeeper) {
    for (const use of uses) {
      const keeper = keeperOf(use);
      // What commits by itself could not be taken back.
      if (keeper.vindex.lookup.autocommit) continue;
      const entry = { values: valuesAt(row.row, use.offsets), keyspaceId: row.keyspaceId };
      try {
        await keeper.create([entry]);
      } catch (error) {
        if (toVtError(error).errno !== DUPLICATE) throw error;
        await this.giveBack();
        return false;
      }
      this.#made.push({ keeper, entry });
    }
    return true;
  }

  /** The row does not come. */
  async giveBack(): Promise<void> {
    for (const { keeper, entry } of this.#made.splice(0)) await keeper.takeBack(entry);
  }
}

import { addOk } from '@vt/engine';
import { emptyOk, type OkInfo, PassingSink } from '@vt/sqltypes';

/** Keeps back the last word until the transaction around the statement has committed. */
export class HeldEnd extends PassingSink {
  #total: OkInfo = emptyOk;

  override end(ok: OkInfo): void {
    this.#total = addOk(this.#total, ok);
  }

  release(): void {
    this.target.end(this.#total, false);
  }
}

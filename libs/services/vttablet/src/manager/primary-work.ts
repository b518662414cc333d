import type { ManagerParts } from './manager-parts.ts';

type Engines = Pick<ManagerParts, 'messager' | 'onlineDdl' | 'tableGc' | 'vreplication'>;

/**
 * What only a primary does beside serving queries: streams, migrations, the collection of tables, and messages while it serves.
 *
 * INVARIANT: what was wanted last holds, whatever an earlier wish still waited for: a demoted primary that began them would write to a replica.
 */
export class PrimaryWork {
  readonly #engines: Engines;
  #isWanted = false;
  #wantsMessages = false;

  constructor(engines: Engines) {
    this.#engines = engines;
  }

  /** What is to run from now on. Ends what is not, and resolves when that is done; `begin` begins what is. */
  async want(isWanted: boolean, messages: boolean): Promise<void> {
    const { messager, tableGc, onlineDdl, vreplication } = this.#engines;
    this.#isWanted = isWanted;
    this.#wantsMessages = messages;
    if (!messages) messager.close();
    // Migrations end before the streams that they use.
    for (const engine of [tableGc, onlineDdl, vreplication]) {
      if (this.#isWanted) return;
      await engine.close();
    }
  }

  /** Begins what is wanted by now. */
  async begin(): Promise<void> {
    const { messager, tableGc, onlineDdl, vreplication } = this.#engines;
    if (!this.#isWanted) return;
    await vreplication.open();
    if (!this.#isWanted) return await vreplication.close();
    onlineDdl.open();
    tableGc.open();
    if (this.#wantsMessages) messager.open();
  }
}

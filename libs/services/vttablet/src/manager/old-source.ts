import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@vt/servenv';
import type { Time } from '../time.ts';

const FORGET_AFTER_MS = 1000;

/** The source that a promoted tablet's mysqld had as a replica, until it is forgotten. */
export class OldSource {
  readonly #log: Logger;
  readonly #closing: AbortSignal;
  /** The term at whose beginning it is to be forgotten. */
  #forgetting: Time | null = null;

  constructor(log: Logger, closing: AbortSignal) {
    this.#log = log;
    this.#closing = closing;
  }

  /** Whether mysqld has not forgotten it yet: what it says about replication is of the past, and while it forgets, it says nothing. */
  isKnownIn(term: Time | null): boolean {
    return this.#forgetting !== null && this.#forgetting === term;
  }

  /** After a while: it is slow work for mysqld and its disk, and all writes that waited for the promotion come first. */
  async forget(term: Time, forget: () => Promise<void>): Promise<void> {
    this.#forgetting = term;
    try {
      await delay(FORGET_AFTER_MS, undefined, { signal: this.#closing });
      await forget();
    } catch (error) {
      if (!this.#closing.aborted) this.#log.warn({ err: error }, 'mysqld has not forgotten its source');
    } finally {
      if (this.#forgetting === term) this.#forgetting = null;
    }
  }
}

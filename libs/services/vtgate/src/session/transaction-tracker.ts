import type { SessionStateChange } from '@vt/mysql';
import type { BeginOptions } from '../gateway/tablet-gateway.ts';

/** `session_track_transaction_info` */
export type TransactionInfo = 'OFF' | 'STATE' | 'CHARACTERISTICS';

/** What a statement touches, and what a transaction is: the letters of MySQL's transaction state, in their order behind the first. */
export const Touch = { otherRead: 1, read: 2, otherWrite: 4, write: 8, unsafe: 16, resultSet: 32, locked: 64 } as const;

const EXPLICIT = 128;
const IMPLICIT = 256;
const IN_TRANSACTION = EXPLICIT | IMPLICIT;
const LETTERS = 'rRwWsSL';
const TABLES = Touch.otherRead | Touch.read | Touch.otherWrite | Touch.write;

/**
 * What of a session's transaction its client is told (CLIENT_SESSION_TRACK). MySQL tells of BEGIN and of its end to everybody; what a
 * transaction has read and written, of implicit ones and of locked tables only where `session_track_transaction_info` says so.
 */
export class TransactionTracker {
  info: TransactionInfo = 'OFF';
  #state = 0;
  #told = 0;
  #isCharacterNew = false;

  /** SET session_track_transaction_info: from OFF on, it begins with nothing. */
  set(info: TransactionInfo): void {
    if (this.info === 'OFF' || info === 'OFF') {
      this.#state = 0;
      this.#told = 0;
    }
    this.info = info;
    if (info === 'CHARACTERISTICS') this.#isCharacterNew = true;
  }

  /** There is something to tell. */
  get changed(): boolean {
    return this.#state !== this.#told || (this.#isCharacterNew && this.info === 'CHARACTERISTICS');
  }

  /** BEGIN, START TRANSACTION, AND CHAIN */
  began(consistentSnapshot: boolean): void {
    this.#isCharacterNew = true;
    this.#state = consistentSnapshot ? EXPLICIT | Touch.read : EXPLICIT;
  }

  /** A statement has used tables or sent rows; `autocommit` as it is for that statement. */
  touched(touch: number, autocommit: boolean): void {
    if (this.info === 'OFF') return;
    if (!autocommit && (touch & TABLES) !== 0 && (this.#state & IN_TRANSACTION) === 0) this.#state |= IMPLICIT;
    if ((this.#state & IN_TRANSACTION) !== 0) this.#state |= touch;
  }

  locked(isLocked: boolean): void {
    if (this.info === 'OFF') return;
    this.#state = isLocked ? this.#state | Touch.locked : this.#state & ~Touch.locked;
  }

  /** COMMIT, ROLLBACK and what does it implicitly. */
  ended(): void {
    this.#isCharacterNew = true;
    this.#state &= Touch.locked;
  }

  /** SET TRANSACTION was said, or is used up. */
  characterized(): void {
    this.#isCharacterNew = true;
  }

  /** What is to be told, which is forgotten. `begin`: what the open transaction is, or the next one will be. */
  take(begin: BeginOptions): SessionStateChange[] {
    const changes: SessionStateChange[] = [];
    if (this.#state !== this.#told) changes.push({ kind: 'transaction-state', state: stateText(this.#state) });
    if (this.#isCharacterNew && this.info === 'CHARACTERISTICS')
      changes.push({ kind: 'transaction-characteristics', statements: this.#statements(begin) });
    this.#told = this.#state;
    this.#isCharacterNew = false;
    return changes;
  }

  /** The statements that begin such a transaction again. */
  #statements({ isolation, accessMode, consistentSnapshot }: BeginOptions): string {
    const level = isolation === 'DEFAULT' ? '' : `SET TRANSACTION ISOLATION LEVEL ${isolation.replace('_', ' ')};`;
    const access = accessMode?.replace('_', ' ');
    if ((this.#state & EXPLICIT) === 0) return joined(level, access ? `SET TRANSACTION ${access};` : '');
    const options = [consistentSnapshot ? 'WITH CONSISTENT SNAPSHOT' : '', access ?? ''].filter((text) => text !== '');
    return joined(level, `START TRANSACTION${options.length > 0 ? ` ${options.join(', ')}` : ''};`);
  }
}

function joined(...statements: readonly string[]): string {
  return statements.filter((text) => text !== '').join(' ');
}

function stateText(state: number): string {
  const first = (state & EXPLICIT) !== 0 ? 'T' : (state & IMPLICIT) !== 0 ? 'I' : '_';
  return first + [...LETTERS].map((letter, bit) => ((state >> bit) & 1 ? letter : '_')).join('');
}

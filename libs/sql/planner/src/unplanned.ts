import { VtError } from '@vt/base';
import type { QueryStatement } from '@vt/sqlparser';
import type { Binder } from './semantics/bind/binder.ts';

/**
 * VT12001 for a read: what it has that cannot be done over shards, with all that was found out about it, so that whoever can answer it
 * another way need not begin again.
 */
export class UnplannedRead extends VtError {
  /** What cannot be done. */
  readonly reason: string;
  readonly statement: QueryStatement;
  /** With every column qualified by the unique alias of its source. */
  readonly bound: QueryStatement;
  readonly binder: Binder;

  constructor(error: VtError, statement: QueryStatement, bound: QueryStatement, binder: Binder) {
    const { code, message, id, errno, state } = error;
    super({
      code,
      message,
      ...(id && { id }),
      ...(errno !== undefined && { errno }),
      ...(state !== undefined && { state }),
      cause: error,
    });
    this.reason = message.replace(/^VT12001: unsupported: /, '');
    this.statement = statement;
    this.bound = bound;
    this.binder = binder;
  }
}

import type { VindexUse } from '@vt/plan';
import type { Destination } from '@vt/vschema';
import type { PlannedTemplate } from '../executor/plans/template.ts';
import type { RenameColumn } from '../executor/plans/view-columns.ts';
import type { IdCells } from '../executor/session-answers/given-id.ts';
import type { StatementCounts } from '../log/statement-counts.ts';
import type { TransactionWord } from './transaction-words.ts';

/** Where a statement of one shard goes. */
export type FastRouting =
  /** The only shard, or any, or the one that is named. */
  | { readonly kind: 'destination'; readonly destination: Destination | undefined }
  /** The shard of the value at this place of the client's statement. */
  | { readonly kind: 'value'; readonly vindex: VindexUse; readonly literal: number; readonly inserted: boolean };

/** What is kept of the column definitions of the last answer: they are nearly always the same again. */
export type KnownColumns = {
  readonly received: readonly Uint8Array[];
  readonly renamed: readonly Uint8Array[];
  /** The packets up to the rows, but for the EOF that some clients get. */
  readonly block: Buffer;
};

/** A statement that goes to one shard as it is: what is left to do for each of its executions. */
export type FastPlan = {
  readonly kind: 'shard';
  readonly keyspace: string;
  readonly routing: FastRouting;
  readonly write: boolean;
  readonly isSelect: boolean;
  /** For the shard; its places are `:_l1` and so on. */
  readonly sql: string;
  /** For each place of `sql` in their order, the client's literal that goes there. */
  readonly order: readonly number[];
  /** The client's literals that are OFFSETs of the whole: FOUND_ROWS() counts what they skip. */
  readonly skips: readonly number[];
  readonly executed: (() => void) | undefined;
  /** Of an INSERT into a table that counts by itself. */
  readonly ids: IdCells | undefined;
  /** Where its shard's columns are of views' tables. */
  readonly renameColumn: RenameColumn | undefined;
  columns: KnownColumns | undefined;
  readonly statement: string;
  /** `keyspace.table`, where the statement was parsed for it. */
  readonly tablesUsed: readonly string[];
  readonly counts: StatementCounts;
};

export type KeptPlan = FastPlan | PlannedTemplate;

/** `long`: every time the long way. `transaction`: only begins or ends one. */
export type FastEntry =
  | KeptPlan
  | { readonly kind: 'long' }
  | { readonly kind: 'transaction'; readonly word: TransactionWord };

export const longWay: FastEntry = { kind: 'long' };

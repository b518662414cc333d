/** What is known of a result column: MySQL's column definition, with the type as a query.Type number. */
export type Field = {
  readonly name: string;
  readonly type: number;
  readonly table: string;
  readonly orgTable: string;
  readonly database: string;
  readonly orgName: string;
  /** Maximum length in bytes, as MySQL reports it. */
  readonly columnLength: number;
  /** Collation id. */
  readonly charset: number;
  readonly decimals: number;
  /** MySQL's column flags (NOT_NULL 1, PRI_KEY 2, …, UNSIGNED 32, BINARY 128). */
  readonly flags: number;
  /** As in information_schema (`varchar(64)`); empty when not known. */
  readonly columnType: string;
  /** Of a TEXT or BLOB: the size that its type on MySQL's wire names (249 to 251), as mysqlds do of what they compute; absent: any, as they do of columns. */
  readonly sizeType?: number;
};

/** A decoded row: the text form of each value, null for NULL. */
export type Row = readonly (Uint8Array | null)[];

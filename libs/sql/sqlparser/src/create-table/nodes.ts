import type { Expr } from '../expr/nodes.ts';
import type { FileFormat, FileType, QueryStatement } from '../query/nodes.ts';
import type { TableName } from '../table/nodes.ts';

/** A type as columns, parameters and local variables have it. */
export type ColumnType = {
  readonly kind: 'ColumnType';
  /** As written, words apart by one space: `INT`, `double precision`. */
  readonly name: string;
  /** '' where not given. */
  readonly length: string;
  readonly scale: string;
  readonly unsigned: boolean;
  readonly zerofill: boolean;
  /** '' where not given. */
  readonly charset: string;
  /** The BINARY attribute of a character type: the binary collation of its charset. */
  readonly binary: boolean;
  /** Members of ENUM and SET. */
  readonly values: readonly string[];
  /** MariaDB: REF_SYSTEM_ID; '' where not given. */
  readonly refSystemId: string;
};
export type ColumnKey = '' | 'key' | 'primary key' | 'unique' | 'unique key';
/** A column with its attributes; null and '' stand for what was not given. */
export type ColumnDef = {
  readonly kind: 'ColumnDef';
  /** MariaDB: IF NOT EXISTS, in ALTER TABLE. */
  readonly ifNotExists: boolean;
  readonly name: string;
  readonly type: ColumnType;
  readonly collate: string;
  readonly nullable: boolean | null;
  readonly default: ColumnDefault | null;
  readonly onUpdate: Expr | null;
  /** GENERATED ALWAYS AS (expr) */
  readonly generated: Expr | null;
  /** '' unless generated. */
  readonly storage: '' | 'stored' | 'virtual';
  /** MariaDB: GENERATED ALWAYS AS ROW START | END. */
  readonly rowTime: '' | 'end' | 'start';
  readonly autoIncrement: boolean;
  readonly comment: string | null;
  readonly visibility: '' | 'invisible' | 'visible';
  readonly format: '' | 'compressed' | 'default' | 'dynamic' | 'fixed';
  readonly media: '' | 'default' | 'disk' | 'memory';
  readonly engineAttribute: string | null;
  readonly secondaryEngineAttribute: string | null;
  /** MariaDB: options that only the storage engine knows. */
  readonly engineOptions?: readonly TableOption[];
  /** MySQL 9: EXTERNAL_FORMAT, and the name in MASKING POLICY. */
  readonly externalFormat?: string;
  readonly maskingPolicy?: string;
  readonly notSecondary: boolean;
  /** MariaDB: COMPRESSED; `=zlib` where a method was given. */
  readonly compressed: '' | 'compressed' | `compressed=${string}`;
  /** MariaDB: WITH | WITHOUT SYSTEM VERSIONING. */
  readonly versioning: '' | 'with' | 'without';
  readonly key: ColumnKey;
  readonly references: References | null;
  readonly srid: string;
  /** In CREATE TABLE these stand with the table's constraints instead, where MySQL keeps them. */
  readonly checks: readonly ConstraintDef[];
};
/** DEFAULT literal, or DEFAULT (expr) with `parens`. */
export type ColumnDefault = { readonly kind: 'ColumnDefault'; readonly expr: Expr; readonly parens: boolean };

export type IndexType =
  | 'fulltext key'
  | 'key'
  | 'primary key'
  | 'spatial key'
  | 'unique key'
  /** MySQL 9 */
  | 'vector key';
export type IndexDef = {
  readonly kind: 'IndexDef';
  readonly type: IndexType;
  /** '' where not given; a primary key has none. */
  readonly name: string;
  /** MariaDB: IF NOT EXISTS. */
  readonly ifNotExists: boolean;
  /** CONSTRAINT name of a primary or unique key; '' where not given. */
  readonly constraint: string;
  readonly columns: readonly IndexColumn[];
  /** MariaDB: a period in a key, WITHOUT OVERLAPS. */
  readonly withoutOverlaps: string;
  readonly options: readonly IndexOption[];
  readonly engineOptions?: readonly TableOption[];
};
/** A column with its prefix length, or an expression. */
export type IndexColumn = {
  readonly kind: 'IndexColumn';
  /** '' where an expression is indexed. */
  readonly column: string;
  /** '' where not given. */
  readonly length: string;
  readonly expr: Expr | null;
  readonly direction: 'asc' | 'desc';
};
export type IndexOption = {
  readonly kind: 'IndexOption';
  readonly name:
    | 'clustering'
    | 'comment'
    | 'engine_attribute'
    | 'ignored'
    | 'invisible'
    | 'key_block_size'
    | 'not ignored'
    | 'secondary_engine_attribute'
    | 'using'
    | 'visible'
    | 'with parser';
  /** Unquoted; '' for options without a value. */
  readonly value: string;
};
export type ConstraintDef = {
  readonly kind: 'ConstraintDef';
  /** '' where not given. */
  readonly name: string;
  /** MariaDB: IF NOT EXISTS, before the name. */
  readonly ifNotExists?: true;
  readonly details: CheckConstraint | ForeignKey;
};
export type CheckConstraint = { readonly kind: 'CheckConstraint'; readonly expr: Expr; readonly enforced: boolean };
export type ForeignKey = {
  readonly kind: 'ForeignKey';
  /** MariaDB: IF NOT EXISTS. */
  readonly ifNotExists: boolean;
  /** Index name; '' where not given. */
  readonly index: string;
  readonly columns: readonly string[];
  readonly references: References;
};
export type ReferenceAction = '' | 'cascade' | 'no action' | 'restrict' | 'set default' | 'set null';
export type References = {
  readonly kind: 'References';
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly match: '' | 'full' | 'partial' | 'simple';
  readonly onDelete: ReferenceAction;
  readonly onUpdate: ReferenceAction;
};

/** `name = value` of a table, tablespace or partition. One of `value`, `word` and `tables` is set. */
export type TableOption = {
  readonly kind: 'TableOption';
  /** As written; `charset` also for CHARACTER SET. */
  readonly name: string;
  /** A number or a string. */
  readonly value: Expr | null;
  /** A name or keyword, as written. */
  readonly word: string;
  /** UNION = (…) */
  readonly tables: readonly TableName[];
  /** MariaDB: an option of the storage engine's, which is read only with its sign. */
  readonly custom?: true;
  /** FILE_FORMAT = (…) of an external table. */
  readonly fileFormat?: ExternalFormat;
  /** FILES = (…), each with settings of its own. */
  readonly files?: readonly ExternalFile[];
};
export type ExternalFormat = {
  readonly kind: 'ExternalFormat';
  readonly charset: string;
  readonly fileType: FileType | null;
  readonly fields: FileFormat | null;
  readonly ignoreLines: string;
};
export type ExternalFile = { readonly kind: 'ExternalFile'; readonly settings: readonly TableOption[] };

export type PartitionMethod = {
  readonly kind: 'PartitionMethod';
  readonly type: 'hash' | 'key' | 'list' | 'list columns' | 'range' | 'range columns' | 'system_time';
  readonly linear: boolean;
  /** KEY ALGORITHM = n; '' where not given. */
  readonly algorithm: string;
  readonly expr: Expr | null;
  readonly columns: readonly string[];
  /** PARTITIONS or SUBPARTITIONS n; '' where not given. */
  readonly count: string;
  /** MariaDB: INTERVAL … and LIMIT … of SYSTEM_TIME. */
  readonly rest: string;
};
export type PartitionOption = {
  readonly kind: 'PartitionOption';
  readonly by: PartitionMethod;
  readonly subpartition: PartitionMethod | null;
  readonly partitions: readonly PartitionDef[];
};
export type PartitionDef = {
  readonly kind: 'PartitionDef';
  readonly name: string;
  readonly values: PartitionValues | null;
  readonly options: PartitionDefOptions | null;
  readonly subpartitions: readonly SubpartitionDef[];
};
export type PartitionValues = {
  readonly kind: 'PartitionValues';
  /** `current` and `history` are MariaDB's. */
  readonly type: 'current' | 'default' | 'history' | 'in' | 'less than';
  readonly exprs: readonly (Expr | MaxValue)[];
};
export type MaxValue = { readonly kind: 'MaxValue' };
export type SubpartitionDef = {
  readonly kind: 'SubpartitionDef';
  readonly name: string;
  readonly options: PartitionDefOptions | null;
};
export type PartitionDefOptions = {
  readonly kind: 'PartitionDefOptions';
  readonly engine: string;
  /** Written STORAGE ENGINE. */
  readonly storage: boolean;
  readonly comment: string | null;
  readonly dataDirectory: string | null;
  readonly indexDirectory: string | null;
  readonly engineOptions?: readonly TableOption[];
  readonly maxRows: string;
  readonly minRows: string;
  readonly tablespace: string;
  readonly nodegroup: string;
};

export type TableSpec = {
  readonly kind: 'TableSpec';
  readonly columns: readonly ColumnDef[];
  readonly indexes: readonly IndexDef[];
  readonly constraints: readonly ConstraintDef[];
  /** MariaDB: PERIOD FOR name (start, end). */
  readonly periods: readonly PeriodDef[];
  readonly options: readonly TableOption[];
  readonly partition: PartitionOption | null;
};
export type PeriodDef = {
  readonly kind: 'PeriodDef';
  readonly name: string;
  readonly ifNotExists: boolean;
  readonly from: string;
  readonly to: string;
};
export type CreateTable = {
  readonly kind: 'CreateTable';
  readonly comments: readonly string[];
  readonly temporary: boolean;
  /** MySQL 9: CREATE EXTERNAL TABLE. */
  readonly external?: true;
  /** MariaDB: CREATE OR REPLACE. */
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly table: TableName;
  /** LIKE table */
  readonly like: TableName | null;
  /** null where the columns come from LIKE or the query alone. */
  readonly spec: TableSpec | null;
  /** What is done with rows of the query that break a unique key. */
  readonly onDuplicate: '' | 'ignore' | 'replace';
  readonly select: QueryStatement | null;
};

export type CreateTableFamily =
  | CheckConstraint
  | ColumnDef
  | ColumnDefault
  | ColumnType
  | ConstraintDef
  | CreateTable
  | ForeignKey
  | IndexColumn
  | IndexDef
  | IndexOption
  | MaxValue
  | PartitionDef
  | PartitionDefOptions
  | PartitionMethod
  | PartitionOption
  | PartitionValues
  | PeriodDef
  | References
  | SubpartitionDef
  | ExternalFile
  | ExternalFormat
  | TableOption
  | TableSpec;

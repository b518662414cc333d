import type {
  ColumnDef,
  ColumnDefault,
  ConstraintDef,
  IndexColumn,
  IndexDef,
  PartitionDef,
  PartitionOption,
  PeriodDef,
  TableOption,
} from '../create-table/nodes.ts';
import type { TableName } from '../table/nodes.ts';

/** ALTER TABLE; CREATE INDEX and DROP INDEX are this too, as MySQL treats them. */
export type AlterTable = {
  readonly kind: 'AlterTable';
  readonly comments: readonly string[];
  /** MariaDB: ALTER IGNORE TABLE. */
  readonly ignore: boolean;
  /** MariaDB: IF EXISTS. */
  readonly ifExists: boolean;
  readonly table: TableName;
  readonly options: readonly AlterOption[];
  /** A new partitioning, PARTITION BY …; after all other changes. */
  readonly partition: PartitionOption | null;
  /** One change to partitions. */
  readonly partitionSpec: PartitionSpec | null;
};

/** FIRST or AFTER column; both empty: at the end, or where the column was. */
type Place = { readonly first: boolean; readonly after: string };

export type AddColumns = { readonly kind: 'AddColumns'; readonly columns: readonly ColumnDef[] } & Place;
export type AddIndex = { readonly kind: 'AddIndex'; readonly index: IndexDef };
export type AddConstraint = { readonly kind: 'AddConstraint'; readonly constraint: ConstraintDef };
/** MariaDB */
export type AddPeriod = { readonly kind: 'AddPeriod'; readonly period: PeriodDef };
export type AlterAlgorithm = { readonly kind: 'AlterAlgorithm'; readonly value: string };
/** CONVERT TO CHARACTER SET */
export type AlterCharset = { readonly kind: 'AlterCharset'; readonly charset: string; readonly collate: string };
export type AlterColumn = {
  readonly kind: 'AlterColumn';
  readonly column: string;
  readonly ifExists: boolean;
  readonly change:
    | 'drop default'
    | 'drop masking policy'
    | 'set default'
    | 'set invisible'
    | 'set masking policy'
    | 'set visible';
  readonly default: ColumnDefault | null;
  /** What masks it. */
  readonly policy?: string;
};
export type AlterConstraint = {
  readonly kind: 'AlterConstraint';
  readonly type: 'check' | 'constraint';
  readonly name: string;
  readonly enforced: boolean;
};
export type AlterIndex = {
  readonly kind: 'AlterIndex';
  readonly name: string;
  readonly ifExists: boolean;
  readonly change: 'ignored' | 'invisible' | 'not ignored' | 'visible';
};
export type AlterLock = {
  readonly kind: 'AlterLock';
  readonly value: 'default' | 'exclusive' | 'none' | 'shared';
};
export type ChangeColumn = {
  readonly kind: 'ChangeColumn';
  readonly ifExists: boolean;
  readonly from: string;
  readonly column: ColumnDef;
} & Place;
export type DropColumn = { readonly kind: 'DropColumn'; readonly ifExists: boolean; readonly name: string };
export type DropKey = {
  readonly kind: 'DropKey';
  readonly type: 'check' | 'constraint' | 'foreign key' | 'key' | 'period for' | 'primary key';
  readonly ifExists: boolean;
  /** '' for the primary key. */
  readonly name: string;
};
export type ModifyColumn = {
  readonly kind: 'ModifyColumn';
  readonly ifExists: boolean;
  readonly column: ColumnDef;
} & Place;
export type OrderByColumns = { readonly kind: 'OrderByColumns'; readonly columns: readonly IndexColumn[] };
export type RenameColumn = {
  readonly kind: 'RenameColumn';
  readonly ifExists: boolean;
  readonly from: string;
  readonly to: string;
};
export type RenameIndex = {
  readonly kind: 'RenameIndex';
  readonly ifExists: boolean;
  readonly from: string;
  readonly to: string;
};
export type RenameTableTo = { readonly kind: 'RenameTableTo'; readonly table: TableName };
/** A change that is all in its words. */
export type SimpleAlter = {
  readonly kind: 'SimpleAlter';
  readonly change:
    | 'add system versioning'
    | 'disable keys'
    | 'discard tablespace'
    | 'drop system versioning'
    | 'enable keys'
    | 'force'
    | 'import tablespace'
    | 'with validation'
    | 'without validation';
};
/** SECONDARY_LOAD | SECONDARY_UNLOAD [PARTITION (…)] [GUIDED {ON | OFF}], alone in its statement. */
export type AlterSecondary = {
  readonly kind: 'AlterSecondary';
  readonly verb: 'secondary_load' | 'secondary_unload';
  readonly partitions: readonly string[];
  readonly guided: '' | 'off' | 'on';
};
/** Options given without commas between them. */
export type TableOptions = { readonly kind: 'TableOptions'; readonly options: readonly TableOption[] };

export type AlterOption =
  | AddColumns
  | AddConstraint
  | AddIndex
  | AddPeriod
  | AlterAlgorithm
  | AlterCharset
  | AlterColumn
  | AlterConstraint
  | AlterIndex
  | AlterLock
  | AlterSecondary
  | ChangeColumn
  | DropColumn
  | DropKey
  | ModifyColumn
  | OrderByColumns
  | RenameColumn
  | RenameIndex
  | RenameTableTo
  | SimpleAlter
  | TableOptions;

export type PartitionAction =
  | 'add'
  | 'analyze'
  | 'check'
  | 'coalesce'
  | 'convert partition'
  | 'convert table'
  | 'discard'
  | 'drop'
  | 'exchange'
  | 'import'
  | 'optimize'
  | 'rebuild'
  | 'remove'
  | 'reorganize'
  | 'repair'
  | 'truncate'
  | 'upgrade';
export type PartitionSpec = {
  readonly kind: 'PartitionSpec';
  readonly action: PartitionAction;
  readonly ifExists: boolean;
  readonly noWriteToBinlog: boolean;
  /** Names, or none with `all`. */
  readonly names: readonly string[];
  readonly all: boolean;
  /** How many: COALESCE PARTITION n, ADD PARTITION PARTITIONS n; '' where not given. */
  readonly count: string;
  readonly definitions: readonly PartitionDef[];
  /** Table of EXCHANGE and CONVERT. */
  readonly table: TableName | null;
  /** WITHOUT VALIDATION of EXCHANGE. */
  readonly validation: '' | 'with' | 'without';
  /** Words after CHECK and REPAIR PARTITION. */
  readonly flags: readonly string[];
};

export type DropTable = {
  readonly kind: 'DropTable';
  readonly comments: readonly string[];
  readonly temporary: boolean;
  readonly ifExists: boolean;
  readonly tables: readonly TableName[];
};
export type RenameTable = {
  readonly kind: 'RenameTable';
  /** MariaDB */
  readonly ifExists: boolean;
  readonly pairs: readonly RenamePair[];
};
export type RenamePair = { readonly kind: 'RenamePair'; readonly from: TableName; readonly to: TableName };
export type TruncateTable = { readonly kind: 'TruncateTable'; readonly table: TableName };

export type AlterTableStatement = AlterTable | DropTable | RenameTable | TruncateTable;
export type AlterTableFamily = AlterOption | AlterTableStatement | PartitionSpec | RenamePair;

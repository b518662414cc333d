import type { TableOption } from '../create-table/nodes.ts';
import type { Expr } from '../expr/nodes.ts';
import type { QueryStatement } from '../query/nodes.ts';
import type { TableName } from '../table/nodes.ts';

/** Whose rights a stored object runs with: user@host, or a role of the session. */
export type Definer = {
  readonly kind: 'Definer';
  /** `current_user` or `current_role` as keywords; then nothing else is set. */
  readonly current: '' | 'current_role' | 'current_user';
  readonly user: string;
  /** Written as a string literal rather than a name. */
  readonly userString: boolean;
  /** null where not given. */
  readonly host: string | null;
  readonly hostString: boolean;
};

export type DatabaseOption = {
  readonly kind: 'DatabaseOption';
  readonly name: 'character set' | 'collate' | 'comment' | 'encryption' | 'read only';
  readonly default: boolean;
  readonly value: string;
  /** Written as a string literal. */
  readonly string: boolean;
};
export type CreateDatabase = {
  readonly kind: 'CreateDatabase';
  readonly comments: readonly string[];
  /** MariaDB: CREATE OR REPLACE. */
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: string;
  readonly options: readonly DatabaseOption[];
};
export type AlterDatabase = {
  readonly kind: 'AlterDatabase';
  /** '' for the current one. */
  readonly name: string;
  readonly options: readonly DatabaseOption[];
  /** MariaDB: UPGRADE DATA DIRECTORY NAME, and no options. */
  readonly upgrade?: true;
};
export type DropDatabase = {
  readonly kind: 'DropDatabase';
  readonly comments: readonly string[];
  readonly ifExists: boolean;
  readonly name: string;
};

type ViewBody = {
  readonly comments: readonly string[];
  /** UNDEFINED, MERGE or TEMPTABLE as written; '' where not given. So are `security` and `check`. */
  readonly algorithm: string;
  readonly definer: Definer | null;
  /** DEFINER or INVOKER. */
  readonly security: string;
  /** MySQL 9: MATERIALIZED. */
  readonly materialized?: true;
  readonly view: TableName;
  readonly columns: readonly string[];
  readonly select: QueryStatement;
  /** CASCADED or LOCAL of WITH … CHECK OPTION; `cascaded` where neither is said. */
  readonly check: string;
};
export type CreateView = {
  readonly kind: 'CreateView';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
} & ViewBody;
export type AlterView = { readonly kind: 'AlterView' } & ViewBody;
/** CREATE and DROP MASKING POLICY, which says what is seen of a column. */
export type MaskingPolicy = {
  readonly kind: 'MaskingPolicy';
  readonly action: 'create' | 'drop';
  /** IF NOT EXISTS, or IF EXISTS of a DROP. */
  readonly conditional: boolean;
  readonly name: string;
  readonly column: string;
  readonly mask: Expr | null;
};
/** CREATE or ALTER JSON DUALITY VIEW. */
export type JsonDualityView = {
  readonly kind: 'JsonDualityView';
  readonly action: 'alter' | 'create';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
} & ViewBody;
export type DropView = {
  readonly kind: 'DropView';
  readonly comments: readonly string[];
  readonly ifExists: boolean;
  readonly views: readonly TableName[];
};

/** CREATE, ALTER and DROP of TABLESPACE, UNDO TABLESPACE and LOGFILE GROUP. */
export type TablespaceStatement = {
  readonly kind: 'TablespaceStatement';
  readonly action: 'alter' | 'create' | 'drop';
  readonly type: 'logfile group' | 'tablespace' | 'undo tablespace';
  readonly name: string;
  /** ADD | DROP DATAFILE or UNDOFILE 'file'; null where not given. */
  readonly fileAction: '' | 'add' | 'drop';
  readonly fileType: '' | 'datafile' | 'undofile';
  readonly file: string | null;
  /** USE LOGFILE GROUP; '' where not given. */
  readonly logfileGroup: string;
  readonly renameTo: string;
  /** SET ACTIVE | INACTIVE of an undo tablespace. */
  readonly state: '' | 'active' | 'inactive';
  readonly options: readonly TableOption[];
};
export type ServerStatement = {
  readonly kind: 'ServerStatement';
  readonly action: 'alter' | 'create';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: string;
  readonly wrapper: string;
  readonly options: readonly ServerOption[];
};
/** `value` is a string's value, or digits for PORT. */
export type ServerOption = {
  readonly kind: 'ServerOption';
  readonly name: string;
  readonly value: string;
  readonly string: boolean;
};
export type CreateSpatialReferenceSystem = {
  readonly kind: 'CreateSpatialReferenceSystem';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly srid: string;
  readonly name: string | null;
  readonly definition: string | null;
  readonly organization: string | null;
  readonly organizationId: string;
  readonly description: string | null;
};
export type ResourceGroupStatement = {
  readonly kind: 'ResourceGroupStatement';
  readonly action: 'alter' | 'create';
  readonly name: string;
  readonly type: '' | 'system' | 'user';
  /** CPU ranges such as 0-3; empty where not given. */
  readonly vcpus: readonly string[];
  readonly threadPriority: string;
  readonly state: '' | 'disable' | 'enable';
  readonly force: boolean;
};
/** MariaDB's sequences. */
export type SequenceStatement = {
  readonly kind: 'SequenceStatement';
  readonly action: 'alter' | 'create';
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifExists: boolean;
  readonly ifNotExists: boolean;
  readonly name: TableName;
  readonly options: readonly SequenceOption[];
  readonly tableOptions: readonly TableOption[];
};
export type SequenceOption = {
  readonly kind: 'SequenceOption';
  readonly name:
    | 'cache'
    | 'cycle'
    | 'increment'
    | 'maxvalue'
    | 'minvalue'
    | 'no maxvalue'
    | 'no minvalue'
    | 'nocache'
    | 'nocycle'
    | 'restart'
    | 'start with';
  readonly value: Expr | null;
};
/** DROP of an object that has a name and no more. */
export type DropObject = {
  readonly kind: 'DropObject';
  readonly type:
    | 'event'
    | 'function'
    | 'procedure'
    | 'resource group'
    | 'sequence'
    | 'server'
    | 'spatial reference system'
    | 'trigger';
  readonly comments: readonly string[];
  readonly temporary: boolean;
  readonly ifExists: boolean;
  /** More than one only for sequences. */
  readonly names: readonly TableName[];
  readonly force: boolean;
};
/** The head of a statement that was not understood to its end; see `ParseOptions.partialDdl`. */
export type PartialDdl = {
  readonly kind: 'PartialDdl';
  readonly verb: 'alter' | 'create';
  readonly object: 'database' | 'table';
  readonly comments: readonly string[];
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  /** null for a database. */
  readonly table: TableName | null;
  /** Of a database to create, else ''. */
  readonly name: string;
};

export type ObjectStatement =
  | AlterDatabase
  | AlterView
  | CreateDatabase
  | CreateSpatialReferenceSystem
  | CreateView
  | DropDatabase
  | DropObject
  | DropView
  | JsonDualityView
  | MaskingPolicy
  | PartialDdl
  | ResourceGroupStatement
  | SequenceStatement
  | ServerStatement
  | TablespaceStatement;
export type ObjectFamily = DatabaseOption | Definer | ObjectStatement | SequenceOption | ServerOption;

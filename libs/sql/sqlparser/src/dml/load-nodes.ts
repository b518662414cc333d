import type { ColName, Expr, Literal, Variable } from '../expr/nodes.ts';
import type { FileFormat, Limit } from '../query/nodes.ts';
import type { TableName } from '../table/nodes.ts';
import type { UpdateExpr } from './nodes.ts';

/** LOAD DATA and LOAD XML. '' and null stand for what was not given. */
export type LoadData = {
  readonly kind: 'LoadData';
  readonly format: 'data' | 'xml';
  readonly priority: '' | 'concurrent' | 'low_priority';
  readonly local: boolean;
  readonly source: 'infile' | 's3' | 'url';
  /** How Aurora takes the name of something in S3. */
  readonly sourceType: '' | 'file' | 'manifest' | 'prefix';
  readonly file: Literal;
  /** Number of files of a bulk load, and whether they are in the order of the primary key. */
  readonly count: string;
  readonly inOrder: boolean;
  readonly onDuplicate: '' | 'ignore' | 'replace';
  /** null only where Vitess, too, reads a statement without a table. */
  readonly table: TableName | null;
  readonly partitions: readonly string[];
  readonly charset: string;
  readonly compression: string | null;
  /** XML: the tag of a row. */
  readonly rowsIdentifiedBy: string | null;
  readonly fields: FileFormat | null;
  /** Lines that are passed over at the beginning. */
  readonly ignoreLines: string;
  /** null where no list was given. */
  readonly columns: readonly (ColName | Variable)[] | null;
  readonly set: readonly UpdateExpr[];
  readonly parallel: string;
  readonly memory: string;
  readonly bulk: boolean;
};

/** HANDLER name OPEN | READ | CLOSE */
export type HandlerStatement = {
  readonly kind: 'HandlerStatement';
  readonly action: 'close' | 'open' | 'read';
  readonly table: TableName;
  /** OPEN AS; '' where not given. */
  readonly as: string;
  /** Index that is read by; '' for the order of the rows. */
  readonly index: string;
  /** Where to read; '' where `values` are sought. */
  readonly scan: '' | 'first' | 'last' | 'next' | 'prev';
  readonly comparison: '' | '<' | '<=' | '=' | '>' | '>=';
  readonly values: readonly Expr[];
  readonly where: Expr | null;
  readonly limit: Limit | null;
};

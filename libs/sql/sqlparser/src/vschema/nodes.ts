import type { TableName } from '../table/nodes.ts';

export type VschemaAction =
  | 'add auto_increment'
  | 'add sequence'
  | 'add table'
  | 'add vindex'
  | 'create vindex'
  | 'drop auto_increment'
  | 'drop sequence'
  | 'drop table'
  | 'drop vindex';
/** Vitess: ALTER VSCHEMA. */
export type AlterVschema = {
  readonly kind: 'AlterVschema';
  readonly action: VschemaAction;
  /** The table after ON, or the table, sequence or (unbound) vindex the action is about. */
  readonly table: TableName;
  /** Is it ON a table? */
  readonly on: boolean;
  /** Vindex of an action ON a table; '' otherwise. */
  readonly vindex: string;
  readonly columns: readonly string[];
  /** Type after USING; '' where not given. */
  readonly type: string;
  readonly params: readonly VindexParam[];
  /** Sequence of ADD AUTO_INCREMENT. */
  readonly sequence: TableName | null;
};
export type VindexParam = { readonly kind: 'VindexParam'; readonly name: string; readonly value: string };

export type VschemaStatement = AlterVschema;
export type VschemaFamily = AlterVschema | VindexParam;

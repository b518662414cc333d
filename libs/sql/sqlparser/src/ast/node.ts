import type { AdminFamily, AdminStatement } from '../admin/nodes.ts';
import type { AlterTableFamily, AlterTableStatement } from '../alter-table/nodes.ts';
import type { CreateTable, CreateTableFamily } from '../create-table/nodes.ts';
import type { DmlFamily, DmlStatement } from '../dml/nodes.ts';
import type { ExprFamily } from '../expr/nodes.ts';
import type { ObjectFamily, ObjectStatement } from '../object/nodes.ts';
import type { PassedOnFamily, PassedOnStatement } from '../passed-on/nodes.ts';
import type { ProgramFamily, ProgramStatement } from '../program/nodes.ts';
import type { QueryFamily, QueryStatement } from '../query/nodes.ts';
import type { SetFamily, SetFamilyStatement } from '../set/nodes.ts';
import type { ShowFamily, ShowStatement } from '../show/nodes.ts';
import type { TableFamily } from '../table/nodes.ts';
import type { TransactionFamily, TransactionStatement } from '../transaction/nodes.ts';
import type { VitessFamily, VitessStatement } from '../vitess/nodes.ts';
import type { VschemaFamily, VschemaStatement } from '../vschema/nodes.ts';

// One line a family; what is added here must be added to the tables of children, printers and statements, or the
// build fails there.
/** Any node of the tree. Nodes are plain frozen-by-type data: JSON-printable, told apart by `kind`. */
export type Node =
  | AlterTableFamily
  | CreateTableFamily
  | DmlFamily
  | ExprFamily
  | ObjectFamily
  | ProgramFamily
  | QueryFamily
  | TableFamily
  | TransactionFamily
  | AdminFamily
  | PassedOnFamily
  | SetFamily
  | ShowFamily
  | VitessFamily
  | VschemaFamily;

/** A whole statement. */
export type Statement =
  | AlterTableStatement
  | ObjectStatement
  | ProgramStatement
  | CreateTable
  | DmlStatement
  | QueryStatement
  | TransactionStatement
  | AdminStatement
  | PassedOnStatement
  | SetFamilyStatement
  | ShowStatement
  | VitessStatement
  | VschemaStatement;

export type Kind = Node['kind'];
export type NodeOf<K extends Kind> = Extract<Node, { kind: K }>;

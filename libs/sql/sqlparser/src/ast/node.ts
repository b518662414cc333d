import type { CreateTable, CreateTableFamily } from '../create-table/nodes.ts';
import type { DmlFamily, DmlStatement } from '../dml/nodes.ts';
import type { ExprFamily } from '../expr/nodes.ts';
import type { QueryFamily, QueryStatement } from '../query/nodes.ts';
import type { TableFamily } from '../table/nodes.ts';
import type { TransactionFamily, TransactionStatement } from '../transaction/nodes.ts';

// One line a family; what is added here must be added to the tables of children, printers and statements, or the
// build fails there.
/** Any node of the tree. Nodes are plain frozen-by-type data: JSON-printable, told apart by `kind`. */
export type Node = CreateTableFamily | DmlFamily | ExprFamily | QueryFamily | TableFamily | TransactionFamily;

/** A whole statement. */
export type Statement = CreateTable | DmlStatement | QueryStatement | TransactionStatement;

export type Kind = Node['kind'];
export type NodeOf<K extends Kind> = Extract<Node, { kind: K }>;

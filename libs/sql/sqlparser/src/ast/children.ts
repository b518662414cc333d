import { adminChildren } from '../admin/children.ts';
import { alterTableChildren } from '../alter-table/children.ts';
import { createTableChildren } from '../create-table/children.ts';
import { dmlChildren } from '../dml/children.ts';
import { exprChildren } from '../expr/children.ts';
import { objectChildren } from '../object/children.ts';
import { passedOnChildren } from '../passed-on/children.ts';
import { programChildren } from '../program/children.ts';
import { queryChildren } from '../query/children.ts';
import { setChildren } from '../set/children.ts';
import { showChildren } from '../show/children.ts';
import { tableChildren } from '../table/children.ts';
import { transactionChildren } from '../transaction/children.ts';
import { vitessChildren } from '../vitess/children.ts';
import { vschemaChildren } from '../vschema/children.ts';
import type { Kind, Node, NodeOf } from './node.ts';

/** Names of the fields of N that hold child nodes. */
export type ChildField<N> = {
  [F in keyof N]-?: NonNullable<N[F]> extends Node | readonly Node[] ? F : never;
}[keyof N];

/** The children table of one family: forget a kind, or one field of it, and it does not compile. */
export type ChildrenOf<Family extends Node> = {
  readonly [K in Family['kind']]: { readonly [F in ChildField<Extract<Family, { kind: K }>>]: true };
};

const table: { readonly [K in Kind]: { readonly [F in ChildField<NodeOf<K>>]: true } } = {
  ...alterTableChildren,
  ...createTableChildren,
  ...adminChildren,
  ...passedOnChildren,
  ...setChildren,
  ...showChildren,
  ...vitessChildren,
  ...dmlChildren,
  ...exprChildren,
  ...objectChildren,
  ...programChildren,
  ...queryChildren,
  ...tableChildren,
  ...transactionChildren,
  ...vschemaChildren,
};

/** Child fields of every kind, in the order the text has them. */
export const childFields = Object.fromEntries(
  Object.entries(table).map(([kind, fields]) => [kind, Object.keys(fields)]),
) as unknown as { readonly [K in Kind]: readonly string[] };

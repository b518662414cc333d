import type { QueryStatement, SetOperation, Union } from './nodes.ts';

/** One step of a chain: what is done with all before it and its query. */
type Step = Pick<Union, 'operation' | 'right'>;

/** Of these `(a ∘ b) ∘ c` is `a ∘ (b ∘ c)`. */
const associative: ReadonlySet<SetOperation> = new Set(['intersect', 'intersect all', 'union', 'union all']);

/**
 * The set operation of the `steps` last queries of a chain as a tree that is as low as it can be: a thousand queries side by side are not a
 * thousand levels, for whoever walks the tree and for a mysqld that reads its text, which takes such nested operations for one.
 */
export function balanced(chain: Union, steps: number): { readonly query: Union; readonly height: number } {
  const { first, rest } = takeApart(chain, steps);
  let query = first;
  let height = 0;
  for (let from = 0; from < rest.length; ) {
    const { operation } = rest[from]!;
    let to = from + 1;
    if (associative.has(operation)) while (rest[to]?.operation === operation) to++;
    const members = [query, ...rest.slice(from, to).map(({ right }) => right)];
    query = joined(operation, members, 0, members.length);
    height += Math.ceil(Math.log2(members.length));
    from = to;
  }
  const { with: withClause, orderBy, limit, locks, into } = chain;
  return { query: { ...(query as Union), with: withClause, orderBy, limit, locks, into }, height };
}

function takeApart(chain: Union, steps: number): { readonly first: QueryStatement; readonly rest: readonly Step[] } {
  const rest: Step[] = [];
  let first: QueryStatement = chain;
  for (let i = 0; i < steps && first.kind === 'Union'; i++) {
    rest.push(first);
    first = first.left;
  }
  return { first, rest: rest.reverse() };
}

function joined(operation: SetOperation, members: readonly QueryStatement[], from: number, to: number): QueryStatement {
  if (to - from === 1) return members[from]!;
  const middle = (from + to + 1) >> 1;
  return {
    kind: 'Union',
    with: null,
    operation,
    left: joined(operation, members, from, middle),
    right: joined(operation, members, middle, to),
    orderBy: [],
    limit: null,
    locks: [],
    into: null,
  };
}

import { childFields, type Node } from '@vt/sqlparser';

type Fields = Record<string, unknown>;

/** The node with each child replaced by what `change` makes of it; itself where nothing changes. */
export function mapChildren<N extends Node>(node: N, change: (child: Node) => Node): N {
  let copy: Fields | undefined;
  for (const field of childFields[node.kind]) {
    const before = (node as unknown as Fields)[field];
    if (before === null || before === undefined) continue;
    const after = Array.isArray(before) ? mapList(before as readonly Node[], change) : change(before as Node);
    if (after !== before) (copy ??= { ...(node as unknown as Fields) })[field] = after;
  }
  return (copy ?? node) as N;
}

function mapList(list: readonly Node[], change: (child: Node) => Node): readonly Node[] {
  const mapped = list.map(change);
  return mapped.some((node, i) => node !== list[i]) ? mapped : list;
}

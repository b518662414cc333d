import { VtError } from '@vt/base';
import { columnNode } from '../compile/column.ts';
import type { Unsupported } from '../compile/compile.ts';
import { asText } from '../compile/convert.ts';
import { type CompileEnv, resolveEnvironment } from '../compile/environment.ts';
import { unifiedNode, unify } from '../compile/unify.ts';
import { UnsupportedError } from '../errors.ts';
import { Frame } from '../frame.ts';
import type { EvalType } from '../type/eval-type.ts';

/** The one type of a UNION's column, and how each part's values become values of it. */
export type MergedColumn = {
  readonly kind: 'MergedColumn';
  readonly type: EvalType;
  /** For each part: undefined where its text forms are already right. */
  readonly convert: readonly (((value: Uint8Array | null) => Uint8Array | null) | undefined)[];
};

/**
 * The type that MySQL gives the column of a UNION of these types.
 * @throws VtError 1267, 1271 for collations that do not mix
 */
export function mergeTypes(types: readonly EvalType[], env: CompileEnv = {}): MergedColumn | Unsupported {
  try {
    const nodes = types.map((type) => columnNode(0, type));
    const unified = unify(nodes, 'UNION', resolveEnvironment(env));
    const { type } = unifiedNode(
      unified,
      nodes,
      () => null,
      types.some((each) => each.nullable),
    );
    const convert = nodes.map((node, i) => {
      const own = types[i] as EvalType;
      if (own.type === type.type && own.collation === type.collation && own.decimals === type.decimals)
        return undefined;
      const text = asText(unifiedNode(unified, [node], unified.convert(node), true));
      const frame = new Frame();
      return (value: Uint8Array | null) => {
        frame.row = { at: () => value };
        return text(frame);
      };
    });
    return { kind: 'MergedColumn', type, convert };
  } catch (error) {
    if (error instanceof UnsupportedError) return { kind: 'Unsupported', reason: error.message };
    if (error instanceof VtError) throw error;
    throw error;
  }
}

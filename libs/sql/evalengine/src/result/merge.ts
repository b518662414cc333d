import { VtError } from '@vt/base';
import { Type } from '@vt/sqltypes';
import { columnNode } from '../compile/column.ts';
import type { Unsupported } from '../compile/compile.ts';
import { asText } from '../compile/convert.ts';
import { type CompileEnv, resolveEnvironment } from '../compile/environment.ts';
import type { Node } from '../compile/node.ts';
import { type Unified, unifiedNode, unify } from '../compile/unify.ts';
import { UnsupportedError } from '../errors.ts';
import { Frame } from '../frame.ts';
import { type EvalType, withNullable } from '../type/eval-type.ts';
import { type Decimal, padded } from '../value/decimal.ts';
import type { Value } from '../value/value.ts';

/** The one type of a UNION's column, and how each part's values become values of it. */
export type MergedColumn = {
  readonly kind: 'MergedColumn';
  readonly type: EvalType;
  /** For each part: undefined where its text forms are already right. */
  readonly convert: readonly (((value: Uint8Array | null) => Uint8Array | null) | undefined)[];
};

const CHOICES: readonly number[] = [Type.ENUM, Type.SET];

/** The type of parts that agree already. */
function sameTypes(types: readonly EvalType[]): EvalType | undefined {
  const [first] = types;
  if (!first || CHOICES.includes(first.type)) return undefined;
  const agrees = (type: EvalType) =>
    type.type === first.type && type.collation === first.collation && type.decimals === first.decimals;
  if (!types.every(agrees)) return undefined;
  const length = Math.max(...types.map((type) => type.length));
  return withNullable(
    { ...first, length },
    types.some((type) => type.nullable),
  );
}

/** The values of all parts are shown with the same digits after the point. */
function scaled(unified: Unified, node: Node): (frame: Frame) => Value {
  const convert = unified.convert(node);
  if (unified.cls !== 'decimal') return convert;
  return (frame) => {
    const value = convert(frame);
    return value === null ? null : padded(value as Decimal, unified.type.decimals);
  };
}

/**
 * The type that MySQL gives the column of a UNION of these types.
 * @throws VtError 1267, 1271 for collations that do not mix
 */
export function mergeTypes(types: readonly EvalType[], env: CompileEnv = {}): MergedColumn | Unsupported {
  try {
    const same = sameTypes(types);
    if (same) return { kind: 'MergedColumn', type: same, convert: types.map(() => undefined) };
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
      const text = asText(unifiedNode(unified, [node], scaled(unified, node), true));
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

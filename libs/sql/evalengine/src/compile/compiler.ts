import type { Expr } from '@vt/sqlparser';
import { errors, UnsupportedError, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import type { Value } from '../value/value.ts';
import type { Environment } from './environment.ts';
import type { Node } from './node.ts';

export type ExprKind = Expr['kind'];
export type ExprOf<K extends ExprKind> = Extract<Expr, { kind: K }>;
/** Compiles one kind of expression. */
export type Handler<K extends ExprKind> = (expr: ExprOf<K>, compiler: Compiler) => Node;
export type Handlers = { readonly [K in ExprKind]?: Handler<K> };

/** Turns trees into nodes, by a table of handlers. */
export class Compiler {
  readonly env: Environment;
  readonly #handlers: Handlers;

  constructor(env: Environment, handlers: Handlers) {
    this.env = env;
    this.#handlers = handlers;
  }

  /** A scalar. @throws VtError 1241 for a row */
  scalar(expr: Expr): Node {
    const node = this.any(expr);
    if (node.row) throw errors.operandColumns(1);
    return node;
  }

  scalars(exprs: readonly Expr[]): Node[] {
    return exprs.map((expr) => this.scalar(expr));
  }

  /** A scalar or a row. */
  any(expr: Expr): Node {
    const handler = this.#handlers[expr.kind] as Handler<ExprKind> | undefined;
    if (!handler) return unsupported(expr.kind);
    const node = handler(expr as never, this);
    return this.env.flavor === 'mariadb' && node.cls === 'string' ? { ...node, warnsOfNothing: true } : node;
  }

  /** The values of a list bind variable. */
  listBind(name: string): Node[] {
    return unsupported(`list ${name}`);
  }

  /** A bind variable that is written as a hexadecimal or bit literal. */
  hexBind(bind: { type: number; value: Uint8Array }): Node {
    return unsupported(`bind variables of type ${bind.type}`);
  }

  hasMode(mode: string): boolean {
    return this.env.modes.has(mode);
  }
}

const emptyFrame = () => new Frame();

/** What compares lists and rows computes their constants before it looks at any row. @throws UnsupportedError where one of them fails */
export function checkFolded(nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (node.row) checkFolded(node.row);
    else if (node.constant && constantValue(node) === undefined) unsupported('a constant that fails');
  }
}

/** The value of a constant node, computed now; undefined for what is no constant or fails. */
export function constantValue(node: Node): Value | undefined {
  if (!node.constant) return undefined;
  try {
    return node.run(emptyFrame());
  } catch (error) {
    if (error instanceof UnsupportedError) throw error;
    return undefined;
  }
}

import type { Expr } from '@vt/sqlparser';
import type { BindVariables } from '@vt/sqltypes';
import { bindType } from './column.ts';
import { type Compiled, compileExpression, type Unsupported } from './compile.ts';
import type { CompileEnv } from './environment.ts';
import { DEFAULT_COLLATION } from './environment.ts';

/** How many sets of bind types one expression is kept compiled for. */
const COMPILED_MAX = 8;

/**
 * An expression whose bind variables get their types when it runs. A plan keeps one; `for` compiles it once for each set of types.
 */
export class LateExpression {
  readonly #expr: Expr;
  readonly #env: CompileEnv;
  readonly #names: readonly string[];
  readonly #compiled = new Map<string, Compiled | Unsupported>();

  /** @param names the bind variables that the expression uses */
  constructor(expr: Expr, env: CompileEnv, names: readonly string[]) {
    this.#expr = expr;
    this.#env = env;
    this.#names = names;
  }

  /** @throws VtError as `compileExpression` */
  for(binds: BindVariables): Compiled | Unsupported {
    const key = this.#names.map((name) => typeKey(binds, name, this.#env)).join('|');
    const known = this.#compiled.get(key);
    if (known) return known;
    const made = compileExpression(this.#expr, { ...this.#env, binds });
    if (this.#compiled.size >= COMPILED_MAX) this.#compiled.clear();
    this.#compiled.set(key, made);
    return made;
  }
}

/** All of a variable that the compiled form depends on. */
function typeKey(binds: BindVariables, name: string, env: CompileEnv): string {
  const bind = binds[name];
  if (!bind) return '';
  const each = (value: { type: number; value: Uint8Array }): string => {
    // A hexadecimal literal is compiled in; of the others only the type matters.
    if ((value.type & 4096) !== 0 && value.type < 6000)
      return `${value.type}:${Buffer.from(value.value).toString('hex')}`;
    const { length, decimals } = bindType(value, env.collation ?? DEFAULT_COLLATION);
    const ascii = value.value.every((byte) => byte < 0x80);
    return `${value.type}:${length}:${decimals}:${ascii}`;
  };
  return bind.values ? `(${bind.values.map(each).join()})` : each(bind);
}

import { LazyMap } from './lazy-map.ts';

const LISTS_MAX = 4_096;
/** Lists of SET statements by their text: most sessions have those of a few drivers, and equal ones travel by reference. */
const lists = new Map<string, readonly string[]>();
const noStatements: readonly string[] = [];

/** Session variables by name, as the text of their value, and the SET statements that bring them about: made when first asked for. */
export class SessionSettings extends LazyMap<string, string> {
  #statements: readonly string[] | undefined;

  override set(name: string, value: string): this {
    this.#statements = undefined;
    return super.set(name, value);
  }

  override delete(name: string): boolean {
    this.#statements = undefined;
    return super.delete(name);
  }

  override clear(): void {
    this.#statements = undefined;
    super.clear();
  }

  /** The same object for equal settings. */
  get statements(): readonly string[] {
    if (this.size === 0) return noStatements;
    this.#statements ??= shared([...this].map(([name, value]) => settingStatement(name, value)));
    return this.#statements;
  }
}

function shared(list: readonly string[]): readonly string[] {
  const key = list.join('\0');
  const known = lists.get(key);
  if (known) return known;
  if (lists.size >= LISTS_MAX) lists.clear();
  lists.set(key, list);
  return list;
}

/** The statement that sets one variable. What transactions are like has other variables on every flavor, but one statement. */
export function settingStatement(name: string, value: string): string {
  if (name.startsWith('@')) return `set ${name} = ${value}`;
  const word = value.replaceAll("'", '').toUpperCase();
  if (/^(?:transaction|tx)_isolation$/.test(name) && /^[A-Z]+-[A-Z]+$|^SERIALIZABLE$/.test(word))
    return `set session transaction isolation level ${word.replace('-', ' ')}`;
  if (/^(?:transaction|tx)_read_only$/.test(name) && /^(?:[01]|ON|OFF)$/.test(word))
    return `set session transaction read ${word === '1' || word === 'ON' ? 'only' : 'write'}`;
  return `set @@session.${name} = ${value}`;
}

import type { Caller, TabletRequest, WireWriter } from '@vt/proto';
import {
  callerBytes,
  optionsBytes,
  type RequestSlots,
  Slots,
  writeCaller,
  writeOptions,
  writeSettings,
  writeStatement,
  writeTarget,
} from '@vt/proto/hot';

const TARGETS_MAX = 4_096;
const CALLERS_MAX = 16_384;
const SETTINGS_MAX = 4_096;
const OPTIONS_MAX = 4_096;
const STATEMENTS_MAX = 8_192;
/** Longer texts go with each request: a few of them would take the memory of all the others. */
const STATEMENT_CHARS_MAX = 4_096;

/** An object's key, and the slot that it was last found in. */
type Known = { readonly key: string; slot: number };

/** What the tablet at the other end of a stream has been told, so that it need not be told again. */
export class DefinitionTables {
  readonly #targets = new Slots(TARGETS_MAX);
  readonly #callers = new Slots(CALLERS_MAX);
  readonly #known = new WeakMap<object, Known>();
  readonly #settings = new Slots(SETTINGS_MAX);
  readonly #options = new Slots(OPTIONS_MAX);
  #statements = new Slots(STATEMENTS_MAX);

  /** The slots of all that a request refers to, after writing the definitions of those that are new. */
  slots(writer: WireWriter, request: TabletRequest, inlineText: boolean): RequestSlots {
    return {
      target: this.#target(writer, request),
      caller: this.#caller(writer, request.caller),
      settings: this.#setting(writer, request.settings),
      options: this.#option(writer, request.options),
      statement: inlineText ? 0 : this.#statement(writer, request.sql),
    };
  }

  /** The tablet has forgotten texts; which, it does not say. */
  forgetStatements(): void {
    this.#statements = new Slots(STATEMENTS_MAX);
  }

  /** Callers keep what they ask with again and again: an object's key is made once. INVARIANT: such objects are never changed. */
  #of<T extends object>(what: T, keyOf: (what: T) => string): Known {
    let known = this.#known.get(what);
    if (known === undefined) {
      known = { key: keyOf(what), slot: 0 };
      this.#known.set(what, known);
    }
    return known;
  }

  #target(writer: WireWriter, { target }: TabletRequest): number {
    const known = this.#of(target, targetKey);
    if (this.#targets.has(known)) return known.slot;
    known.slot = this.#targets.assign(known.key);
    writeTarget(writer, known.slot, target);
    return known.slot;
  }

  #caller(writer: WireWriter, caller: Caller): number {
    if (caller.effective === null && caller.immediate === null) return 0;
    const known = this.#of(caller, callerKey);
    if (this.#callers.has(known)) return known.slot;
    known.slot = this.#callers.assign(known.key);
    writeCaller(writer, known.slot, callerBytes(caller));
    return known.slot;
  }

  #setting(writer: WireWriter, settings: readonly string[]): number {
    if (settings.length === 0) return 0;
    const known = this.#of(settings, settingsKey);
    if (this.#settings.has(known)) return known.slot;
    known.slot = this.#settings.assign(known.key);
    writeSettings(writer, known.slot, settings);
    return known.slot;
  }

  #option(writer: WireWriter, options: TabletRequest['options']): number {
    const known = this.#of(options, optionsKey);
    if (known.key === '') return 0;
    if (this.#options.has(known)) return known.slot;
    known.slot = this.#options.assign(known.key);
    writeOptions(writer, known.slot, optionsBytes(options));
    return known.slot;
  }

  #statement(writer: WireWriter, sql: string): number {
    if (sql === '' || sql.length > STATEMENT_CHARS_MAX) return 0;
    const known = this.#statements.find(sql);
    if (known !== undefined) return known;
    const slot = this.#statements.assign(sql);
    writeStatement(writer, slot, sql);
    return slot;
  }
}

/*
 * Keys, not encodings: gates make these objects anew for each call, and a key costs a tenth of an encoding.
 * INVARIANT: what differs has different keys. Each text is preceded by its length, so that no text can look like two.
 */
function targetKey({ keyspace, shard, tabletType }: TabletRequest['target']): string {
  return `${keyspace}/${shard}/${tabletType}`;
}

function settingsKey(settings: readonly string[]): string {
  return settings.join('\0');
}

function callerKey({ effective, immediate }: Caller): string {
  const who = textKey(effective?.principal) + textKey(effective?.component) + textKey(effective?.subcomponent);
  return `${who}${listKey(effective?.groups)}${textKey(immediate?.username)}${listKey(immediate?.groups)}`;
}

function optionsKey(options: TabletRequest['options']): string {
  let key = '';
  for (const name in options) {
    const value = options[name as keyof typeof options];
    if (value === undefined || value === null) continue;
    key += `${name}=${Array.isArray(value) ? listKey(value) : textKey(String(value))}`;
  }
  return key;
}

function textKey(text: string | undefined): string {
  return text === undefined ? '0:' : `${text.length}:${text}`;
}

function listKey(list: readonly (string | number)[] | undefined): string {
  return list === undefined ? '0;' : `${list.length};${list.map((item) => textKey(String(item))).join('')}`;
}

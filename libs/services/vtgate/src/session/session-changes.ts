import { collationByName } from '@vt/collations';
import type { SessionStateChange } from '@vt/mysql';
import type { Session } from './session.ts';

/** MySQL's default of `session_track_system_variables`. */
const TRACKED = 'time_zone,autocommit,character_set_client,character_set_results,character_set_connection';
const CHANGED_MAX = 1_000;

/** What a statement has changed of its session, until the client is told (CLIENT_SESSION_TRACK). */
export class SessionChanges {
  #schema = false;
  #other = false;
  /** Undefined: none, of nearly all sessions at nearly all times. */
  #variables: Set<string> | undefined;

  schema(): void {
    this.#schema = true;
  }

  /** Something that has no message of its own: a user variable, a prepared statement. */
  other(): void {
    this.#other = true;
  }

  variables(...names: readonly string[]): void {
    this.#variables ??= new Set();
    if (this.#variables.size < CHANGED_MAX) for (const name of names) this.#variables.add(name);
  }

  get any(): boolean {
    return this.#schema || this.#other || this.#variables !== undefined;
  }

  /** The changes that the session's variables ask to be told, in MySQL's order; they are forgotten. */
  take(session: Session): SessionStateChange[] {
    const changes: SessionStateChange[] = [];
    const tracked = trackedVariables(session);
    for (const name of [...(this.#variables ?? [])].toSorted()) {
      const value = tracked(name) ? variableText(session, name) : undefined;
      if (value !== undefined) changes.push({ kind: 'system-variable', name, value });
    }
    if (this.#schema && isOn(shown(session, 'session_track_schema') ?? 'ON'))
      changes.push({ kind: 'schema', name: session.target.keyspace });
    const isJustAsked = this.#variables?.has('session_track_state_change') === true;
    if (!isJustAsked && isOn(shown(session, 'session_track_state_change') ?? 'OFF'))
      changes.push({ kind: 'state-change' });
    this.forget();
    return changes;
  }

  /** A statement that failed has changed nothing that is told. */
  forget(): void {
    this.#schema = false;
    this.#other = false;
    this.#variables = undefined;
  }
}

function trackedVariables(session: Session): (name: string) => boolean {
  const list = (shown(session, 'session_track_system_variables') ?? TRACKED).toLowerCase();
  const names = new Set(list.split(',').map((name) => name.trim()));
  return names.has('*') ? () => true : (name) => names.has(name);
}

function shown(session: Session, name: string): string | undefined {
  const text = session.shownVariables.get(name);
  return text === undefined ? undefined : unquoted(text);
}

function unquoted(text: string): string {
  return text.replace(/^'(.*)'$/s, '$1').replaceAll("''", "'");
}

function isOn(text: string): boolean {
  return /^(?:1|on|true)$/i.test(text);
}

/** As MySQL shows it; undefined: only a mysqld knows. */
function variableText(session: Session, name: string): string | undefined {
  if (name === 'autocommit') return session.autocommit ? 'ON' : 'OFF';
  if (name === 'character_set_client') return session.clientCharset;
  if (name === 'character_set_results' && session.resultCharset !== '') return session.resultCharset;
  const collation = name === 'character_set_connection' ? session.settings.get('collation_connection') : undefined;
  if (collation !== undefined)
    return collationByName(unquoted(collation))?.charset ?? unquoted(collation).split('_')[0];
  const text = shown(session, name) ?? session.settings.get(name);
  if (text === undefined) return defaults[name];
  if (SWITCHES.has(name)) return isOn(unquoted(text)) ? 'ON' : 'OFF';
  return /^null$/i.test(text) ? '' : unquoted(text);
}

const SWITCHES = new Set(['session_track_schema', 'session_track_state_change']);

/** What a session's mysqld connections are opened with. */
const defaults: Readonly<Record<string, string>> = {
  character_set_connection: 'utf8mb4',
  character_set_results: 'utf8mb4',
  time_zone: 'SYSTEM',
};

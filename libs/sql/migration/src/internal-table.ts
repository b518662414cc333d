/** What a table of ours is for: the states of the garbage collection, and the tables of changes. */
export type InternalTableKind = 'drp' | 'evc' | 'hld' | 'prg' | 'vrp';

export type InternalTable = {
  readonly kind: InternalTableKind;
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** When it was made; of the garbage collection: until when it stays in this state. */
  readonly timeMs: number;
};

const NAME = /^_vt_(drp|evc|hld|prg|vrp)_([0-9a-f]{32})_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_$/;
/** Of releases before these names, and of tools that may still be around. */
const OLDER =
  /^_[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}_\d{14}_(?:gho|ghc|del|new|vrepl)$|^_.*_(?:gho|ghc|old)$/;

/** `_vt_hld_6ace8bcef73211ea87e9f875a4d24e90_20200915120410_`; undefined: no table of ours. */
export function readInternalTable(name: string): InternalTable | undefined {
  const [, kind, id = '', ...parts] = NAME.exec(name) ?? [];
  if (kind === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const timeMs = Date.UTC(year, month - 1, day, hour, minute, second);
  // A month or an hour that there is none of is no time.
  if (stamp(timeMs) !== parts.join('')) return undefined;
  return { kind: kind as InternalTableKind, id, timeMs };
}

/** @param id a UUID, with whatever between its digits. */
export function internalTableName(kind: InternalTableKind, id: string, timeMs: number): string {
  return `_vt_${kind}_${id.replaceAll(/[-_]/g, '')}_${stamp(timeMs)}_`;
}

/** Whether applications and consumers of changes are not to see a table. */
export function isInternalTable(name: string): boolean {
  return NAME.test(name) || OLDER.test(name);
}

/** Whether a table is on its way to being dropped. */
export function isGarbage({ kind }: InternalTable): boolean {
  return kind !== 'vrp';
}

/** yyyymmddhhmmss in UTC */
function stamp(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '');
}

import type { Tunable } from '@vt/servenv';
import type { TabletConfig } from './config.ts';
import type { Pools } from './pools.ts';
import type { ConsolidatorMode, Protections } from './protect/protections.ts';

export type Tuned = {
  /** INVARIANT: pools that are opened later (mysqld came back) get their sizes from it too. */
  readonly config: { -readonly [K in keyof TabletConfig]: TabletConfig[K] };
  readonly protect: Protections;
  /** Those that are open now. */
  readonly pools: () => Pools | undefined;
};

const CONNECTIONS_MAX = 100_000;
const consolidatorModes: readonly ConsolidatorMode[] = ['enable', 'disable', 'notOnPrimary'];

/** Sorted by name. Sizes and rows are numbers, times are milliseconds. */
export function tunables({ config, protect, pools }: Tuned): readonly Tunable[] {
  const number = (name: string, key: NumberKey, min: number, apply: (value: number) => void = () => {}): Tunable => ({
    name,
    read: () => String(config[key]),
    write: (text) => {
      const value = wholeNumber(name, text, min);
      config[key] = value;
      apply(value);
    },
  });
  const resize = (...names: (keyof Pools)[]) => {
    return (connectionsMax: number) => {
      for (const name of names) pools()?.[name].configure({ connectionsMax });
    };
  };
  return [
    {
      name: 'Consolidator',
      read: () => protect.consolidatorMode,
      write: (text) => {
        const mode = consolidatorModes.find((known) => known === text);
        if (!mode) throw new RangeError(`Consolidator is one of ${consolidatorModes.join(', ')}`);
        protect.consolidatorMode = mode;
      },
    },
    // mysqld has it as a variable of each connection, so that they are opened anew.
    number('MaxResultSize', 'resultRowsMax', 0, () => pools()?.oltp.renew()),
    number('QueryTimeout', 'queryTimeoutMs', 0),
    number('ReadPoolSize', 'poolSize', 1, resize('oltp')),
    number('StreamPoolSize', 'streamPoolSize', 1, resize('stream')),
    number('TransactionPoolSize', 'transactionCap', 1, resize('tx', 'foundRows')),
    number('TransactionTimeout', 'transactionTimeoutMs', 0),
    number('UnhealthyThreshold', 'unhealthyLagMs', 0),
    number('WarnResultSize', 'resultRowsWarn', 0),
  ];
}

type NumberKey =
  | 'poolSize'
  | 'queryTimeoutMs'
  | 'resultRowsMax'
  | 'resultRowsWarn'
  | 'streamPoolSize'
  | 'transactionCap'
  | 'transactionTimeoutMs'
  | 'unhealthyLagMs';

function wholeNumber(name: string, text: string, min: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  const max = name.endsWith('PoolSize') ? CONNECTIONS_MAX : Number.MAX_SAFE_INTEGER;
  if (!(value >= min && value <= max)) throw new RangeError(`${name} is a number from ${min} to ${max}`);
  return value;
}

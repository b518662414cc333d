import { VtError } from '@vt/base';
import type { FlagValues } from '@vt/servenv/cli';
import { flag, flagGroup } from '@vt/servenv/cli';

/** Which workflow. */
export const workflowFlags = flagGroup('Workflow', {
  'target-keyspace': flag.string('keyspace that the workflow writes to', { required: true }),
  workflow: flag.string('its name (-w)', { required: true }),
});

export const formatFlags = flagGroup('Output', {
  format: flag.choice(['text', 'json'], 'how it is printed', { default: 'text' }),
});

/** How streams are made; what all kinds of workflows share. */
export const streamFlags = flagGroup('Streams', {
  'auto-start': flag.boolean('start copying at once', { default: true }),
  cells: flag.list('cells and cell aliases whose tablets may be the source'),
  'config-overrides': flag.list('settings of the streams, as name=value'),
  'defer-secondary-keys': flag.boolean('make secondary keys once the rows are there', { default: true }),
  'on-ddl': flag.choice(['IGNORE', 'STOP', 'EXEC', 'EXEC_IGNORE'], 'what a schema change on the source does', {
    default: 'IGNORE',
  }),
  'stop-after-copy': flag.boolean('stop when everything is copied, and do not follow changes'),
  'tablet-types': flag.string('types of source tablets, best first with in_order:', {
    default: 'in_order:REPLICA,PRIMARY',
  }),
  'tablet-types-in-preference-order': flag.boolean('the first type that there is', { default: true }),
});

type StreamFlags = FlagValues<typeof streamFlags>;

const types = ['PRIMARY', 'REPLICA', 'RDONLY'] as const;
export type SourceType = (typeof types)[number];

/** `in_order:REPLICA,PRIMARY`, or types alone. */
export function sourceTypes(text: string, inOrder: boolean) {
  const ordered = /^in_order:/i.test(text);
  const names = text
    .replace(/^in_order:/i, '')
    .split(',')
    .filter((name) => name !== '');
  return {
    tablet_types: names.map(typeOf),
    tablet_selection_preference: ordered || inOrder ? ('INORDER' as const) : ('ANY' as const),
  };
}

export function typeOf(text: string): SourceType {
  const found = types.find((type) => type === text.trim().toUpperCase());
  if (found) return found;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `'${text}' is not one of ${types.join(', ').toLowerCase()}` });
}

/** The part of a create request that the stream flags say. */
export function streamOptions(flags: StreamFlags) {
  return {
    cells: [...flags.cells],
    ...sourceTypes(flags['tablet-types'], flags['tablet-types-in-preference-order']),
    on_ddl: flags['on-ddl'],
    stop_after_copy: flags['stop-after-copy'],
    defer_secondary_keys: flags['defer-secondary-keys'],
    auto_start: flags['auto-start'],
  };
}

/** `name=value`, each. */
export function settings(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new VtError({ code: 'INVALID_ARGUMENT', message: `'${pair}' is not of the form name=value` });
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

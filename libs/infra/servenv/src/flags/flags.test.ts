import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFlags, withoutSecrets } from '../process/read-flags.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { flag, flagGroup } from './flag.ts';
import { helpText } from './help.ts';
import { FlagError, parseFlags } from './parse.ts';
import { vitessFlags } from './vitess-flags.ts';

const flags = flagGroup('Test', {
  'cells-to-watch': flag.list('cells'),
  'enable-buffer': flag.boolean('buffer', { default: true }),
  'init-shard': flag.string('shard'),
  'mysql-server-port': flag.integer('port', { default: -1 }),
  'db-password': flag.string('password', { secret: true }),
  'query-timeout': flag.duration('limit', { default: 30_000 }),
  'stream-buffer-size': flag.size('bytes', { default: 32768 }),
  'log-kind': flag.choice(['json', 'text'], 'kind'),
  keyspace: flag.repeated('NAME=SHARDS'),
});
const read = (...argv: string[]) => parseFlags(flags, { argv }).values;

describe('parseFlags', () => {
  test.each([
    [['--init-shard=-80'], '-80'],
    [['--init-shard', '-80'], '-80'],
    [['--init_shard=80-'], '80-'],
    [['-init_shard', '80-'], '80-'],
    [['-init-shard=a=b'], 'a=b'],
    [['--INIT_SHARD', '0'], '0'],
    [['--init-shard', 'x', '--init_shard', 'y'], 'y'],
  ])('%j is the shard %s', (argv, shard) => expect(read(...argv)['init-shard']).toBe(shard));

  test('booleans take no following argument', () => {
    const parsed = parseFlags(flags, { argv: ['--enable-buffer', 'false', '--enable_buffer=false'] });
    expect(parsed.values['enable-buffer']).toBe(false);
    expect(parsed.positional).toEqual(['false']);
  });

  test('lists append by repetition and commas; repeated ones keep their commas', () => {
    const values = read('--cells-to-watch=a,b', '--cells_to_watch', 'c', '--keyspace=x=-80,80-', '--keyspace', 'y=0');
    expect(values['cells-to-watch']).toEqual(['a', 'b', 'c']);
    expect(values.keyspace).toEqual(['x=-80,80-', 'y=0']);
  });

  test('typed values', () => {
    expect(read('--query-timeout=1m0.5s')['query-timeout']).toBe(60_500);
    expect(read('--stream-buffer-size=64KiB')['stream-buffer-size']).toBe(65_536);
    expect(read('--mysql-server-port', '-1')['mysql-server-port']).toBe(-1);
    expect(read()['query-timeout']).toBe(30_000);
  });

  test.each([
    [['--init-shrad=0'], 'unknown flag --init-shrad; did you mean --init-shard?'],
    [['--zzzzzzzz'], 'unknown flag --zzzzzzzz'],
    [['--query-timeout=5'], "flag --query-timeout wants a duration such as 500ms, 10s or 1m30s, not '5'"],
    [['--mysql-server-port=x'], "flag --mysql-server-port wants a whole number, not 'x'"],
    [['--log-kind=xml'], "flag --log-kind wants one of json, text, not 'xml'"],
    [['--enable-buffer=maybe'], "flag --enable-buffer wants true or false, not 'maybe'"],
    [['--init-shard'], 'flag --init-shard wants a value (string)'],
  ])('%j is refused: %s', (argv, message) => expect(() => read(...argv)).toThrow(new FlagError(message)));

  test('after -- nothing is a flag', () => {
    expect(parseFlags(flags, { argv: ['a', '--', '--init-shard', '-1'] }).positional).toEqual([
      'a',
      '--init-shard',
      '-1',
    ]);
  });
});

describe('flags of Vitess that have no effect', () => {
  const ignored = vitessFlags('vtgate');
  const parse = (...argv: string[]) => parseFlags(flags, { argv, ignored });

  test('are accepted and named, with and without a value', () => {
    const parsed = parse(
      '--tracing_sampling_rate',
      '0.1',
      '--catch-sigpipe',
      '--init-shard',
      '0',
      '--mysql-auth-vault-ttl=1s',
    );
    expect(parsed.ignored).toEqual(['catch-sigpipe', 'mysql-auth-vault-ttl', 'tracing-sampling-rate']);
    expect(parsed.values['init-shard']).toBe('0');
    expect(parsed.positional).toEqual([]);
  });

  test('do not swallow the flag that follows', () => {
    expect(parse('--datadog-agent-host', '--init-shard=0').values['init-shard']).toBe('0');
    expect(parse('--topo-zk-max-concurrency', '-1', '--init-shard=0').positional).toEqual([]);
  });

  test.each(['vtgate', 'vttablet', 'vtctld', 'vtorc', 'vtbackup', 'mysqlctl', 'mysqlctld', 'vtctldclient'])(
    'of logging are taken by %s, also -v',
    (program) => {
      const { ignored: named, positional } = parseFlags(flags, {
        argv: ['--logtostderr', '--alsologtostderr=true', '--log_dir', '/tmp', '-v', '2', 'word'],
        ignored: vitessFlags(program),
      });
      expect(named).toEqual(['alsologtostderr', 'log-dir', 'logtostderr', 'v']);
      expect(positional).toEqual(['word']);
    },
  );

  test('differ by program', () => {
    expect(vitessFlags('vttablet').has('table-acl-config')).toBe(true);
    expect(ignored.has('table-acl-config')).toBe(false);
    expect(vitessFlags('topo').size).toBe(0);
  });
});

describe('readFlags', () => {
  const inFile = (content: string, argv: string[]) => {
    const dir = mkdtempSync(join(tmpdir(), 'flags-'));
    try {
      writeFileSync(join(dir, 'config'), content);
      return readFlags('vtgate', flags, ['--config-file', join(dir, 'config'), ...argv]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  test('a JSON file is read, the command line wins, lists are replaced', () => {
    const { values } = inFile('{"init_shard": "0", "cells-to-watch": ["a","b"], "grpc": {"port": 15991}}', [
      '--cells_to_watch=c',
    ]);
    expect(values['init-shard']).toBe('0');
    expect(values['cells-to-watch']).toEqual(['c']);
    expect(values['grpc-port']).toBe(15_991);
  });

  test('a YAML file with a key that no flag bears is noted', () => {
    const { notes, values } = inFile('query_timeout: 5s\nwhatever: 1\n', []);
    expect(values['query-timeout']).toBe(5_000);
    expect(notes).toEqual(['the configuration file has a key that no flag bears: whatever']);
  });

  test('a broken file is refused without quoting it', () => {
    expect(() => inFile('{"db-password": "hunter2"', [])).toThrow(/is neither YAML nor JSON$/);
  });

  test('a missing file is noted, or refused when asked', () => {
    const argv = ['--config-file=/nowhere/config'];
    expect(readFlags('vtgate', flags, argv).notes).toEqual(['there is no configuration file /nowhere/config']);
    expect(() => readFlags('vtgate', flags, [...argv, '--config-file-not-found-handling=exit'])).toThrow(FlagError);
  });

  test('a file is looked for by name in folders, and by its whole name when its type is told', () => {
    const dir = mkdtempSync(join(tmpdir(), 'flags-'));
    const read = (...argv: string[]) => readFlags('vtgate', flags, [`--config-path=/nowhere,${dir}`, ...argv]);
    try {
      writeFileSync(join(dir, 'vtconfig.yml'), 'init-shard: "1"');
      writeFileSync(join(dir, 'other.conf'), 'init-shard: "2"');
      expect(read().values['init-shard']).toBe('1');
      expect(read('--config-name=other.conf', '--config-type=yaml').values['init-shard']).toBe('2');
      expect(read('--config-name=other.conf').notes).toEqual([
        `there is no configuration file other.conf in /nowhere, ${dir}`,
      ]);
      expect(() => read('--config-name=x', '--config-file-not-found-handling=error')).toThrow(FlagError);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test('a required flag is asked for, but not by --help', () => {
    const required = { cell: flag.string('the cell', { required: true }) };
    expect(() => readFlags('x', required, [])).toThrow('flag --cell must be given: the cell');
    expect(readFlags('x', required, ['--help']).values.help).toBe(true);
  });
});

test('secrets are taken out of the command line', () => {
  expect(
    withoutSecrets(flags, [
      '--db_password',
      'hunter2',
      '--db-password=x',
      '--init-shard=0',
      '--db-clone-password',
      'y',
    ]),
  ).toEqual([
    '--db_password',
    '[redacted]',
    '--db-password=[redacted]',
    '--init-shard=0',
    '--db-clone-password',
    '[redacted]',
  ]);
});

test('help shows groups and defaults, and no secret', () => {
  const shown = helpText(flags, { name: 'prog', summary: 'does it' });
  expect(shown).toContain('Test:\n  --cells-to-watch a,b,…');
  expect(shown).toContain('--query-timeout duration\n        limit (default 30s)');
  expect(shown).toContain('--enable-buffer\n        buffer (default true)');
});

describe('durations', () => {
  test.each([
    ['1m0s', 60_000],
    ['2h45m30.5s', 9_930_500],
    ['50ms', 50],
    ['-1.5h', -5_400_000],
    ['0', 0],
    ['100us', 0.1],
    ['2562047h47m16.854775807s', 9_223_372_036_854.775],
  ])('%s is %d ms', (written, ms) => expect(parseDuration(written)).toBeCloseTo(ms, 2));

  test.each(['', '5', 's', '1x', '1 s', '1m s', '--1s'])('%j is none', (written) => {
    expect(parseDuration(written)).toBeUndefined();
  });

  test.each([0, 50, 1_000, 61_500, 3_600_000, 9_930_500, 0.25, -1_500])('%d ms survive printing', (ms) => {
    expect(parseDuration(formatDuration(ms))).toBeCloseTo(ms, 6);
  });
});

import { describe, expect, test } from 'vitest';
import { snakeCase } from './metric.ts';
import { Rates } from './rates.ts';
import { Stats } from './stats.ts';

function filled(): Stats {
  const stats = new Stats('vtgate');
  stats.counter('Waits', 'waits').add(3);
  stats.gauge('PoolSize', 'size').set(7);
  stats.gaugeFunc('Uptime', 'ns', () => 42);
  const api = stats.countersWithLabels('VtgateApiRowsReturned', 'rows', ['Operation', 'Keyspace']);
  api.add(['Execute', 'a.b'], 5);
  api.add(['Execute', 'a.b']);
  const timings = stats.timings('VtgateApi', 'calls', 'Operation');
  timings.record(['Execute'], 0.4);
  timings.record(['Execute'], 20_000);
  stats.publish('TabletStateName', () => 'SERVING');
  return stats;
}

describe('Stats', () => {
  test('a text is the value in /debug/vars and a label in /metrics', async () => {
    const stats = new Stats('vttablet');
    stats.textsFunc('StreamState', 'states', ['workflow'], 'state', () => [[['w.1'], 'Running']]);
    expect(stats.vars()['StreamState']).toEqual({ w_1: 'Running' });
    expect(await stats.metrics()).toContain('vttablet_stream_state{workflow="w.1",state="Running"} 1');
  });

  test('/debug/vars has the names of Vitess and the shapes of expvar', () => {
    const vars = filled().vars() as Record<string, never>;
    expect(vars).toMatchObject({ Waits: 3, PoolSize: 7, Uptime: 42, TabletStateName: 'SERVING' });
    expect(vars.VtgateApiRowsReturned).toEqual({ 'Execute.a_b': 6 });
    expect(vars.VtgateApi).toMatchObject({
      TotalCount: 2,
      TotalTime: 20_000_400_000,
      Histograms: { Execute: { 500000: 1, 1000000: 0, inf: 1, Count: 2, Time: 20_000_400_000 } },
    });
    expect(Object.keys(vars)).toEqual(Object.keys(vars).sort());
  });

  test('/metrics has the same in Prometheus text, with cumulative buckets in seconds', async () => {
    const lines = (await filled().metrics()).split('\n');
    expect(lines).toContain('# TYPE vtgate_waits counter');
    expect(lines).toContain('vtgate_waits 3');
    expect(lines).toContain('vtgate_api_rows_returned{operation="Execute",keyspace="a.b"} 6');
    expect(lines).toContain('vtgate_api_bucket{operation="Execute",le="0.0005"} 1');
    expect(lines).toContain('vtgate_api_bucket{operation="Execute",le="10"} 1');
    expect(lines).toContain('vtgate_api_bucket{operation="Execute",le="+Inf"} 2');
    expect(lines).toContain('vtgate_api_count{operation="Execute"} 2');
  });

  test('metrics are left out, and labels counted together, where that is wanted', async () => {
    const stats = new Stats('vttablet', { dropped: ['Queries', 'TabletType'], combined: ['table'] });
    stats.timings('Queries', 'queries', 'type').record(['Select'], 1);
    stats.publish('TabletType', () => 'replica');
    expect(() => stats.counter('Queries', 'again')).toThrow('registered twice');
    const rows = stats.countersWithLabels('Rows', 'rows', ['table', 'type']);
    rows.add(['a', 'Select'], 2);
    rows.add(['b', 'Select'], 3);
    const times = stats.timings('Times', 'times', 'table');
    times.record(['a'], 1);
    times.record(['b'], 1);
    expect(rows.get(['c', 'Select'])).toBe(5);
    expect(stats.vars()).toMatchObject({ Rows: { 'all.Select': 5 }, Times: { Histograms: { all: { Count: 2 } } } });
    expect(Object.keys(stats.vars())).toEqual(['Rows', 'Times']);
    expect(await stats.metrics()).not.toContain('vttablet_queries');
  });

  test('rates are of the time between two samples, and the oldest go', () => {
    const stats = new Stats('vttablet');
    const timings = stats.timings('Queries', 'queries', 'type', 'table');
    const rates = new Rates(() => timings.countsBy('type'), 2);
    const record = (type: string, table: string, times: number) => {
      for (let i = 0; i < times; i++) timings.record([type, table], 1);
    };
    expect(rates.toVar()).toEqual({ All: [] });
    record('Select', 'a', 100);
    rates.sample(0);
    record('Select', 'a', 10);
    record('Select', 'b', 10);
    record('Insert', 'a', 5);
    rates.sample(5000);
    expect(rates.toVar()).toEqual({ All: [5], Insert: [1], Select: [4] });
    record('Insert', 'a', 1);
    rates.sample(10_000);
    rates.sample(15_000);
    expect(rates.toVar()).toEqual({ All: [0.2, 0], Insert: [0.2, 0], Select: [0, 0] });
  });

  test('a name belongs to one metric, and two processes do not share', () => {
    const stats = filled();
    expect(() => stats.counter('Waits', '')).toThrow('registered twice');
    expect(() => stats.publish('Waits', () => 1)).toThrow('registered twice');
    expect(new Stats('vtgate').vars()).toEqual({});
  });

  test('label combinations are bounded', () => {
    const counters = new Stats('x').countersWithLabels('C', '', ['Query']);
    for (let index = 0; index < 10_050; index++) counters.add([`q${index}`]);
    expect(counters.get(['other'])).toBe(50);
  });

  test('label values are escaped', () => {
    const counters = new Stats('x').countersWithLabels('C', '', ['Query']);
    counters.add(['a"b\\\n']);
    expect(counters.toLines('c')).toEqual(['c{query="a\\"b\\\\\\n"} 1']);
  });
});

test.each([
  ['VtgateApi', 'vtgate_api'],
  ['QPSByKeyspace', 'qps_by_keyspace'],
  ['QueryTimesNs', 'query_times_ns'],
  ['HealthcheckConnections', 'healthcheck_connections'],
  // As Vitess's programs show them.
  ['VtGateWarnings', 'vtgate_warnings'],
  ['VtgateVSchemaCounts', 'vtgatevschema_counts'],
  ['VSchemaErrors', 'vschema_errors'],
  ['VStreamsCount', 'v_streams_count'],
  ['CheckMySQLRunning', 'check_my_sql_running'],
  ['MysqlServerConnCountByTLSVer', 'mysql_server_conn_count_by_tls_ver'],
])('%s is %s', (name, snake) => expect(snakeCase(name)).toBe(snake));

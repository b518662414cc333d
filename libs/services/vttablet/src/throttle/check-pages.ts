import { type EnumValue, enumNumber } from '@vt/proto';
import { type HttpRequest, type HttpResponse, type HttpServer, json } from '@vt/servenv';
import type { CheckResponse, Throttler } from '@vt/throttle';

const DEFAULT_APP = 'vitess';
/** Also what older gates and tools, which know no codes of the throttler's, go by. */
const httpStatus: Readonly<Record<string, number>> = {
  OK: 200,
  APP_DENIED: 417,
  INTERNAL_ERROR: 500,
  THRESHOLD_EXCEEDED: 429,
  UNKNOWN_METRIC: 404,
};

/** Whether an app may go on, for those who ask by HTTP: schema change tools, and gates for SHOW VITESS_REPLICATION_STATUS. */
export function addCheckPages(http: HttpServer, throttler: Pick<Throttler, 'check'>): void {
  const page =
    (scope: 'self' | '') =>
    ({ query }: HttpRequest): HttpResponse =>
      answer(throttler.check({ app: query.get('app') || DEFAULT_APP, scope, okIfNotExists: false }));
  http.route('/throttler/check', page(''), { role: 'monitoring', title: 'whether an app may go on (app=…)' });
  http.route('/throttler/check-self', page('self'), {
    role: 'monitoring',
    title: 'the same by what this tablet alone measures',
  });
}

function answer(checked: CheckResponse): HttpResponse {
  const { app_name: AppName = '', recently_checked: RecentlyChecked = false, metrics = {} } = checked;
  const code = checked.response_code;
  const deciding = Object.values(metrics).find(({ response_code }) => response_code === code);
  const status = httpStatus[String(code)] ?? 500;
  const body = {
    StatusCode: status,
    ...resultOf(checked),
    RecentlyChecked,
    AppName,
    MetricName: deciding?.name ?? '',
    Scope: deciding?.scope ?? '',
    Metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, metric]) => [
        name,
        { ...resultOf(metric), Scope: metric.scope ?? '', AppName },
      ]),
    ),
  };
  return json(body, status);
}

type Code = EnumValue<'tabletmanagerdata.CheckThrottlerResponseCode'>;
type Result = Pick<CheckResponse, 'error' | 'message' | 'response_code' | 'threshold' | 'value'>;

function resultOf({ response_code, value = 0, threshold = 0, error = '', message = '' }: Result) {
  return {
    ResponseCode: enumNumber('tabletmanagerdata.CheckThrottlerResponseCode', (response_code ?? 'UNDEFINED') as Code),
    Value: Number(value),
    Threshold: Number(threshold),
    Message: message || error,
  };
}

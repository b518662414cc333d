/** What an INTERVAL counts. */
export const UNITS: readonly string[] = [
  'microsecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
];
export const UNITS_OF_TWO: readonly string[] = [
  'second_microsecond',
  'minute_microsecond',
  'minute_second',
  'hour_microsecond',
  'hour_second',
  'hour_minute',
  'day_microsecond',
  'day_second',
  'day_minute',
  'day_hour',
  'year_month',
];

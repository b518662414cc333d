

export interface Configuration {
  'target_replication_lag_sec'?: (bigint | number | string);
  'max_replication_lag_sec'?: (bigint | number | string);
  'initial_rate'?: (bigint | number | string);
  'max_increase'?: (number | string);
  'emergency_decrease'?: (number | string);
  'min_duration_between_increases_sec'?: (bigint | number | string);
  'max_duration_between_increases_sec'?: (bigint | number | string);
  'min_duration_between_decreases_sec'?: (bigint | number | string);
  'spread_backlog_across_sec'?: (bigint | number | string);
  'ignore_n_slowest_replicas'?: (number);
  'ignore_n_slowest_rdonlys'?: (number);
  'age_bad_rate_after_sec'?: (bigint | number | string);
  'bad_rate_increase'?: (number | string);
  'max_rate_approach_threshold'?: (number | string);
}

export interface Configuration__Output {
  'target_replication_lag_sec': (bigint);
  'max_replication_lag_sec': (bigint);
  'initial_rate': (bigint);
  'max_increase': (number);
  'emergency_decrease': (number);
  'min_duration_between_increases_sec': (bigint);
  'max_duration_between_increases_sec': (bigint);
  'min_duration_between_decreases_sec': (bigint);
  'spread_backlog_across_sec': (bigint);
  'ignore_n_slowest_replicas': (number);
  'ignore_n_slowest_rdonlys': (number);
  'age_bad_rate_after_sec': (bigint);
  'bad_rate_increase': (number);
  'max_rate_approach_threshold': (number);
}

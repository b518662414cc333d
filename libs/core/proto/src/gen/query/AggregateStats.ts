

export interface AggregateStats {
  'healthy_tablet_count'?: (number);
  'unhealthy_tablet_count'?: (number);
  'replication_lag_seconds_min'?: (number);
  'replication_lag_seconds_max'?: (number);
}

export interface AggregateStats__Output {
  'healthy_tablet_count': (number);
  'unhealthy_tablet_count': (number);
  'replication_lag_seconds_min': (number);
  'replication_lag_seconds_max': (number);
}

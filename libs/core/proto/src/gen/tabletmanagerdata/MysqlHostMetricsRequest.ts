

export interface MysqlHostMetricsRequest {
}

export interface MysqlHostMetricsRequest__Output {
}

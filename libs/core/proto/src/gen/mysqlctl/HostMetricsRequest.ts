

export interface HostMetricsRequest {
}

export interface HostMetricsRequest__Output {
}

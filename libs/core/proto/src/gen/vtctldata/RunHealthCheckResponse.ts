

export interface RunHealthCheckResponse {
}

export interface RunHealthCheckResponse__Output {
}



export interface RunHealthCheckRequest {
}

export interface RunHealthCheckRequest__Output {
}



export interface UpdateThrottlerConfigResponse {
}

export interface UpdateThrottlerConfigResponse__Output {
}



export interface GetThrottlerStatusRequest {
}

export interface GetThrottlerStatusRequest__Output {
}

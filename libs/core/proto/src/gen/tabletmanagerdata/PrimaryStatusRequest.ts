

export interface PrimaryStatusRequest {
}

export interface PrimaryStatusRequest__Output {
}

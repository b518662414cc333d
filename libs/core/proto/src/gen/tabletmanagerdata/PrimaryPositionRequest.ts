

export interface PrimaryPositionRequest {
}

export interface PrimaryPositionRequest__Output {
}

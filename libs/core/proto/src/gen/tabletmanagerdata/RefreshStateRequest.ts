

export interface RefreshStateRequest {
}

export interface RefreshStateRequest__Output {
}



export interface RefreshStateResponse {
}

export interface RefreshStateResponse__Output {
}



export interface RefreshConfigResponse {
}

export interface RefreshConfigResponse__Output {
}

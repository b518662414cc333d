

export interface MaterializeCreateResponse {
}

export interface MaterializeCreateResponse__Output {
}

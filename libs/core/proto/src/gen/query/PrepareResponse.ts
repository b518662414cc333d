

export interface PrepareResponse {
}

export interface PrepareResponse__Output {
}



export interface DeleteTabletsResponse {
}

export interface DeleteTabletsResponse__Output {
}



export interface AddCellInfoResponse {
}

export interface AddCellInfoResponse__Output {
}



export interface PingTabletResponse {
}

export interface PingTabletResponse__Output {
}

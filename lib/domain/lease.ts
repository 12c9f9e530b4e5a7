/** Most leases that one request may name. */
export const LEASES_MAX = 1_000;

/** No honest lease lasts so long: one that claims to was made by a clock that ran ahead. */
export const LEASE_AHEAD_MS = 3_600_000;

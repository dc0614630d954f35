/** How long entries live: two kinds, so that some end within a history. */
export const ttls: readonly number[] = [3_000, 600_000];

/** How much longer they may be served. */
export const graces: readonly number[] = [0, 60_000];

/** The ttl of a lease. */
export const leaseTtl = 1_000;

export const tierTimeout = 200;
export const queueTimeout = 1_000;
export const storeTimeout = 5_000;

/** How long a write may land after its call began; with a wait for the version before it. */
export const writeTime: number = 2 * tierTimeout + queueTimeout + storeTimeout;

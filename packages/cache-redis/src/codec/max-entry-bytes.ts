/**
 * The largest entry that is written or read: 64 MiB. A server takes at most 512 MiB and cuts the connection past that;
 * long before, one such entry makes every other call on the connection wait.
 */
export const maxEntryBytes: number = 64 * 1_024 * 1_024;

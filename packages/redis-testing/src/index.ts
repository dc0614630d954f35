export { NoRedisServerError } from './choose-launcher.ts';
export { PortTakenError, RedisStartError } from './launcher.ts';
export type { RedisFlavour, WayName } from './launcher.ts';
export type { RedisServer } from './redis-server.ts';
export { startRedis } from './start-redis.ts';
export type { StartRedisOptions } from './start-redis.ts';

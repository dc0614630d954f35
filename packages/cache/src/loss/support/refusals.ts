import type { RedisServer } from '@modular-agent/redis-testing';

/** A way in which a healthy server refuses writes and goes on answering reads. */
export interface Refusal {
  readonly name: string;
  /** Whether deletions still work. */
  readonly canDelete: boolean;
  readonly begin: (server: RedisServer) => Promise<unknown>;
  readonly end: (server: RedisServer) => Promise<unknown>;
}

/** A user that `readOnlyUser` turns into one that may only read. */
export const worker = { name: 'worker', password: 'secret', rules: ['~*', '&*', '+@all'] } as const;

/** The URL of a server with the login of `worker`. */
export function workerUrl(server: RedisServer): string {
  return `redis://${worker.name}:${worker.password}@${server.host}:${server.port}`;
}

async function usedMemory(server: RedisServer): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(String(await server.command('INFO', 'memory')))?.[1]);
}

export const fullServer: Refusal = {
  name: 'a full server',
  canDelete: true,
  begin: async (server) => server.command('CONFIG', 'SET', 'maxmemory', String((await usedMemory(server)) >> 1)),
  end: (server) => server.command('CONFIG', 'SET', 'maxmemory', '0'),
};

export const readOnlyUser: Refusal = {
  name: 'a user that may only read',
  canDelete: false,
  begin: (server) =>
    server.command('ACL', 'SETUSER', worker.name, '-@all', '+@read', '+@connection', '+@pubsub', '+time', '-@write'),
  end: (server) => server.command('ACL', 'SETUSER', worker.name, '+@all'),
};

export const replica: Refusal = {
  name: 'a server that is a replica',
  canDelete: false,
  begin: (server) => server.command('REPLICAOF', '127.0.0.1', '1'),
  end: (server) => server.command('REPLICAOF', 'NO', 'ONE'),
};

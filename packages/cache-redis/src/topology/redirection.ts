import type { RedisNodeAddress } from '../options/node-addresses.ts';

/** What a node of a Cluster answers that does not serve the slot of a command. */
export interface Redirection {
  /** `ASK`: this once; `MOVED`: from now on. */
  readonly kind: 'ASK' | 'MOVED';
  readonly slot: number;
  readonly address: RedisNodeAddress;
}

/**
 * Reads `MOVED 3999 127.0.0.1:6381`.
 *
 * @param asked The node that said it: it leaves out a host that is its own.
 */
export function readRedirection(text: string, asked: RedisNodeAddress): Redirection | undefined {
  const [, kind, slot, host, port] = /^(ASK|MOVED) (\d+) (\S*):(\d+)$/.exec(text) ?? [];
  if (kind === undefined || port === undefined) return undefined;
  return {
    kind: kind as Redirection['kind'],
    slot: Number(slot),
    address: { host: host?.replace(/^\[(.*)\]$/, '$1') || asked.host, port: Number(port) },
  };
}

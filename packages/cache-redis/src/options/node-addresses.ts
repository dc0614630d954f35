import { optionError } from './option-error.ts';

/** Where a node of a Cluster, a Sentinel, or what it watches is reached. */
export interface RedisNodeAddress {
  readonly host: string;
  readonly port: number;
}

/** `10.0.0.1:6379`; an IPv6 address in brackets. */
export function nodeName({ host, port }: RedisNodeAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Reads a list of `host:port` or `{ host, port }`.
 *
 * @throws CacheOptionError if one of them can't be meant, or none is given.
 */
export function readNodes(option: string, nodes: unknown): readonly RedisNodeAddress[] {
  if (!Array.isArray(nodes) || nodes.length === 0) {
    throw optionError(option, 'must be a list of at least one host:port or { host, port }');
  }
  return nodes.map((node: unknown, index) => readNode(`${option}[${index}]`, node));
}

export function readNode(option: string, node: unknown): RedisNodeAddress {
  const { host, port } = typeof node === 'string' ? parts(node) : ((node ?? {}) as Partial<RedisNodeAddress>);
  if (typeof host !== 'string' || !/^[^\s/@?#[\]]+$/.test(host)) {
    // Not shown: who put a URL here put its password here too.
    throw optionError(option, 'must be host:port or { host, port }; user names and passwords are options of their own');
  }
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw optionError(option, 'has no port from 1 to 65535');
  }
  return Object.freeze({ host, port });
}

function parts(text: string): { readonly host?: string; readonly port?: number } {
  const { bracketed, plain, port } =
    /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]+)):(?<port>\d+)$/.exec(text)?.groups ?? {};
  const host = bracketed ?? plain;
  return host === undefined ? {} : { host, port: Number(port) };
}

import { checkOptionNames } from '@modular-agent/cache-contract/provider';
import { nodeName, readNode, readNodes, type RedisNodeAddress } from './node-addresses.ts';
import { optionError } from './option-error.ts';

/** A Redis Cluster. User name, password and TLS are those of the provider's options, the same for every node. */
export interface RedisClusterOptions {
  /** Some of its nodes, as `host:port` or `{ host, port }`: the others are learnt from whichever answers first. */
  readonly nodes: readonly (string | RedisNodeAddress)[];
  /**
   * Where nodes are reached from here that know each other by other addresses, behind a NAT for example:
   * `{ '10.0.0.1:6379': 'localhost:7000' }`. Default: none.
   */
  readonly addressMap?: Readonly<Record<string, string | RedisNodeAddress>> | undefined;
}

/** The same, complete. */
export interface ClusterTopology {
  readonly kind: 'cluster';
  readonly seeds: readonly RedisNodeAddress[];
  readonly mapAddress: (address: RedisNodeAddress) => RedisNodeAddress;
}

/** @throws CacheOptionError */
export function readClusterOptions(options: RedisClusterOptions | undefined): ClusterTopology | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) throw optionError('cluster', 'must be { nodes: […] }');
  checkOptionNames(options, ['nodes', 'addressMap'] satisfies (keyof RedisClusterOptions)[]);
  const { nodes, addressMap = {} } = options;
  const map = new Map(
    Object.entries(addressMap).map(([from, to]) => [
      nodeName(readNode('cluster.addressMap', from)),
      readNode(`cluster.addressMap[${JSON.stringify(from)}]`, to),
    ]),
  );
  return {
    kind: 'cluster',
    seeds: readNodes('cluster.nodes', nodes),
    mapAddress: (address) => map.get(nodeName(address)) ?? address,
  };
}

import { isIPv6 } from 'node:net';
import type { Field } from './field.ts';
import { text } from './fields.ts';

/** Where a server is that is one of several: `host:port`. */
export function nodeAddress(description: string): Field<string> {
  return {
    ...text({
      description,
      accepts: 'host:port such as redis-1:6379 or [::1]:6379, without user name and password',
      pattern: /^(?:[^\s/@?#[\]:,=]+|\[[0-9A-Fa-f:.]+(?:%\w+)?\]):\d{1,5}$/,
      check: isReachable,
    }),
    fromText: (source) => source.trim(),
  };
}

function isReachable(address: string): boolean {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon);
  const port = Number(address.slice(colon + 1));
  return port >= 1 && port <= 65_535 && (!host.startsWith('[') || isIPv6(host.slice(1, -1)));
}

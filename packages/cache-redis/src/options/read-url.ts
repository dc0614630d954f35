import { optionError } from './option-error.ts';

/** What a URL says of the server; what it leaves out is absent. */
export interface UrlParts {
  readonly host?: string;
  readonly port?: number;
  readonly db?: number;
  readonly username?: string;
  readonly password?: string;
  readonly ssl?: boolean;
}

const form = 'give redis://[[username]:password@]host[:port][/db], or rediss: for TLS';

/** @throws CacheOptionError that shows nothing of the URL: it may hold a password anywhere. */
export function readUrl(text: string | undefined): UrlParts {
  if (text === undefined) return {};
  const url = URL.parse(text);
  if (url === null) throw optionError('url', `is no URL; ${form} (percent-encode special characters of a password)`);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw optionError('url', `has another scheme than redis: and rediss:; ${form}`);
  }
  if (url.search !== '' || url.hash !== '') {
    throw optionError('url', `has a query or a fragment, which is not read; use the other options, or ${form}`);
  }
  const db = /^\/?(?<number>\d*)$/.exec(url.pathname)?.groups?.['number'];
  if (db === undefined) throw optionError('url', `has a path that is no number of a database; ${form}`);
  return {
    ssl: url.protocol === 'rediss:',
    ...(url.hostname === '' ? {} : { host: decode(url.hostname).replace(/^\[(.*)\]$/, '$1') }),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(db === '' ? {} : { db: Number(db) }),
    ...(url.username === '' ? {} : { username: decode(url.username) }),
    ...(url.password === '' ? {} : { password: decode(url.password) }),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw optionError('url', 'has a % that begins no percent-encoding; write a % itself as %25');
  }
}

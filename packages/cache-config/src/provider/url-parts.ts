/** The names of the settings that a Redis URL says something about. */
export function urlParts(url: string | undefined): ReadonlySet<string> {
  const parts = new Set<string>();
  if (url === undefined || !URL.canParse(url)) return parts;
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  parts.add('url');
  if (hostname !== '') parts.add('host');
  if (port !== '') parts.add('port');
  if (username !== '') parts.add('username');
  if (password !== '') parts.add('password');
  if (/^\/\d+$/.test(pathname)) parts.add('db');
  if (protocol === 'rediss:') parts.add('ssl');
  return parts;
}

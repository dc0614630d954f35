/** A server's url at the proxy's port; `localhost` with TLS, as the certificate has no other name. */
export function proxyUrl(serverUrl: string | undefined, port: number): string {
  const url = new URL(serverUrl ?? 'redis://127.0.0.1');
  url.hostname = url.protocol === 'rediss:' ? 'localhost' : '127.0.0.1';
  url.port = String(port);
  return url.href;
}

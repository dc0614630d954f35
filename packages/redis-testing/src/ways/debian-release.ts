import { readFile } from 'node:fs/promises';

/** What the machine says of itself in os-release(5). */
export interface DebianRelease {
  /** `debian`, or what is made of it: `ubuntu`, … */
  readonly id: string;
  readonly version: string;
  /** Itself and what it is made of, as package archives name them in `Origin`: `Debian`, `Ubuntu`, … */
  readonly origins: readonly string[];
  /** What the suites of its archive are named after: `bookworm`, … */
  readonly codenames: readonly string[];
}

/** Undefined on a machine that does not say what it is. */
export async function readRelease(): Promise<DebianRelease | undefined> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseRelease(text);
}

export function parseRelease(text: string): DebianRelease | undefined {
  const fields = new Map(
    [...text.matchAll(/^([A-Z_]+)=["']?(.*?)["']?$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const id = fields.get('ID');
  if (!id) return undefined;
  const ids = [id, ...(fields.get('ID_LIKE') ?? '').split(' ')].filter(Boolean);
  const codenames = ['VERSION_CODENAME', 'UBUNTU_CODENAME', 'DEBIAN_CODENAME']
    .map((name) => fields.get(name) ?? '')
    .filter(Boolean);
  return Object.freeze({
    id,
    version: fields.get('VERSION_ID') ?? codenames[0] ?? 'testing',
    origins: ids.map((name) => name.charAt(0).toUpperCase() + name.slice(1)),
    codenames: [...new Set(codenames)],
  });
}

import { interpolate, type Environment } from '../interpolation/interpolate.ts';
import { isSecretName } from '../interpolation/secret-names.ts';
import type { ConfigNode, ScalarNode } from '../source/config-node.ts';

/** Every text that is secret by the name of its key or of the variable that it comes from, also in parts. */
export function collectSecrets(node: ConfigNode, environment: Environment, secretKey = false): string[] {
  switch (node.kind) {
    case 'mapping':
      return [...node.entries].flatMap(([key, entry]) =>
        collectSecrets(entry.value, environment, secretKey || isSecretName(key)),
      );
    case 'list':
      return node.items.flatMap((item) => collectSecrets(item, environment, secretKey));
    default:
      return scalarSecrets(node, environment, secretKey);
  }
}

function scalarSecrets(node: ScalarNode, environment: Environment, secretKey: boolean): string[] {
  if (node.value === null || typeof node.value === 'boolean') return [];
  const source = String(node.value);
  if (node.origin === 'app') return secretKey ? withParts(source) : [];
  const { text, variables, fragments } = interpolate(source, environment);
  if (secretKey) return [source, text, ...fragments].flatMap(withParts);
  return variables.flatMap((name) => (isSecretName(name) ? withParts(environment[name] ?? '') : []));
}

/** The text, each of its lines, and the userinfo of it if it is a URL. */
function withParts(text: string): string[] {
  const userinfo = /^[a-z][a-z0-9+.-]*:\/\/(.*)@/is.exec(text)?.[1] ?? '';
  const password = userinfo.slice(userinfo.indexOf(':') + 1);
  return [text, ...text.split(/\r?\n/).map((line) => line.trim()), userinfo, password, decode(password)].filter(
    (part) => part !== '',
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import type { ConfigProblem } from '../problem.ts';
import type { Finding, FoundValue } from './finding.ts';

const maxShown = 80;

/** Turns findings into problems that show no secret, wherever it stands. */
export class SecretMask {
  readonly #secrets: readonly string[];

  /** @param secrets Texts that are secret wherever they appear. */
  constructor(secrets: Iterable<string>) {
    // Longest first, so that no rest of a longer one is left.
    this.#secrets = [...new Set(secrets)].filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  }

  toProblem(finding: Finding): ConfigProblem {
    const { location, path = '', message, quote, found, accepted } = finding;
    return Object.freeze({
      ...location,
      path,
      message: quote === undefined ? message : `${message}: ${this.#mask(quote)}`,
      ...(found === undefined ? {} : { found: this.#show(found) }),
      ...(accepted === undefined ? {} : { accepted }),
    });
  }

  #mask(text: string): string {
    let masked = text;
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, '***');
    return masked;
  }

  #show(found: FoundValue): string {
    if ('sort' in found) return found.sort;
    const { value, secret, variables, within = '' } = found;
    const origin = variables.length === 0 ? '' : ` (from ${variables.join(', ')})`;
    if (secret || this.#isSecret(String(value)) || this.#isSecret(within)) {
      return `***${typeof value === 'string' ? '' : `, a ${typeof value}`}${origin}`;
    }
    if (typeof value !== 'string') return `${value}${origin}`;
    const shown = value.length <= maxShown ? value : `${value.slice(0, maxShown)}…`;
    return `${JSON.stringify(shown)}${origin}`;
  }

  /** Holds it a known secret, or looks it like a URL with userinfo or like a setting of one? */
  #isSecret(text: string): boolean {
    if (this.#secrets.some((secret) => text.includes(secret))) return true;
    return text.includes('@') || /(?:passw\w*|secret|token|api_?key)["']?\s*[=:]/i.test(text);
  }
}

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Profile } from './profile';

/** Random values made once per profile and kept in its secrets folder, readable by the owner alone. */
export class Secrets {
  private readonly file: string;
  private values: Record<string, string>;

  constructor(profile: Pick<Profile, 'secrets'>) {
    this.file = join(profile.secrets, 'secrets.json');
    this.values = this.read();
  }

  /** 32 random bytes, base64url. */
  key(name: string): string {
    return this.value(name, () => randomBytes(32).toString('base64url'));
  }

  /** A password safe in URLs and SQL literals. */
  password(name: string): string {
    return this.value(name, () => randomBytes(24).toString('base64url'));
  }

  /** An Ed25519 private key as JWK (JSON), with a random key id. */
  signingKey(name: string): string {
    return this.value(name, () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const kid = `${name}-${randomBytes(4).toString('hex')}`;
      return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' });
    });
  }

  /** After the secrets folder was deleted. */
  forget(): void {
    this.values = {};
  }

  private value(name: string, make: () => string): string {
    const known = this.values[name];
    if (known !== undefined) return known;
    const made = make();
    this.values[name] = made;
    this.write();
    return made;
  }

  private read(): Record<string, string> {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, string>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
  }

  private write(): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.file}.new`, JSON.stringify(this.values, null, 2), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

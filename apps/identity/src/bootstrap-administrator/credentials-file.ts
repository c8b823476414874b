import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { FirstAdministrator } from './bootstrap-administrator';

const OWNER_ONLY = { file: 0o600, folder: 0o700 } as const;

/**
 * The credentials on disk, readable by the owner alone. Written under another name before the account is made and renamed
 * once it is, so that whatever breaks off, they are neither lost nor taken for good without being so.
 */
export class CredentialsFile {
  readonly #pending: string;

  constructor(private readonly path: string) {
    this.#pending = `${path}.pending`;
  }

  async write(credentials: FirstAdministrator): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: OWNER_ONLY.folder });
    await rm(this.#pending, { force: true });
    await writeFile(this.#pending, `${JSON.stringify(credentials, null, 2)}\n`, {
      mode: OWNER_ONLY.file,
      flag: 'wx',
    });
    await chmod(this.#pending, OWNER_ONLY.file);
  }

  async publish(): Promise<void> {
    await rename(this.#pending, this.path);
  }

  /** Whose credentials a run left behind that broke off; null when none did. */
  async leftBehind(): Promise<string | null> {
    try {
      return (JSON.parse(await readFile(this.#pending, 'utf8')) as FirstAdministrator).username;
    } catch {
      return null;
    }
  }
}

import { type CryptoKey, importJWK, type JWK } from 'jose';

/** Fetches identity's published keys; rejects when identity cannot be reached. */
export type FetchKeys = () => Promise<readonly JWK[]>;

/** An unknown key id makes us ask again, but not oftener than this: a client can invent any number of key ids. */
const ASK_AGAIN_AFTER_MILLISECONDS = 10_000;
/** Keys that identity has withdrawn are forgotten after this. */
const REFRESH_AFTER_MILLISECONDS = 10 * 60_000;

/** Identity's public keys. When identity is away, what is known stays valid. */
export class KeySet {
  private keys = new Map<string, CryptoKey | Uint8Array>();
  private askedAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly fetchKeys: FetchKeys,
    /** Milliseconds on a clock that never goes back. */
    private readonly ticks: () => number = () => performance.now(),
  ) {}

  /** The key of an id; undefined when identity has none. Rejects when no key was ever had and identity is away. */
  async get(kid: string): Promise<CryptoKey | Uint8Array | undefined> {
    const age = this.ticks() - this.askedAt;
    const isUnknown = !this.keys.has(kid);
    // the first token of a new key is not alone: those that come while we ask wait for the answer
    if (isUnknown && this.asking !== undefined) await this.asking;
    else if (this.keys.size === 0 || (isUnknown && age > ASK_AGAIN_AFTER_MILLISECONDS)) await this.ask();
    else if (age > REFRESH_AFTER_MILLISECONDS) this.ask().catch(() => undefined);
    return this.keys.get(kid);
  }

  private ask(): Promise<void> {
    this.asking ??= this.refetch().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async refetch(): Promise<void> {
    this.askedAt = this.ticks();
    try {
      const published = await this.fetchKeys();
      const keys = await Promise.all(
        published.map(async (jwk) => [jwk.kid ?? '', await importJWK(jwk, 'EdDSA')] as const),
      );
      this.keys = new Map(keys);
    } catch (error) {
      if (this.keys.size === 0) throw error;
    }
  }
}

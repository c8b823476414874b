import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { authenticator } from 'otplib';
import { request } from 'undici';

import { Problem } from './problem';
import type { Screen } from './terminal';

const TOTP_STEP_MS = 30_000;
/** Tokens hold for ten minutes. */
const KEPT_MS = 8 * 60_000;

/** The administrator of the local platform, signed in by the secrets that lie in its folder. */
export class AdministratorSession {
  private current: { token: string; since: number } | undefined;

  constructor(
    private readonly gateway: string,
    private readonly secrets: string,
    private readonly screen: Screen,
  ) {}

  /** Signs in anew when the token is getting old; a TOTP code that was used already waits for the next one. */
  async token(): Promise<string> {
    if (this.current === undefined || performance.now() - this.current.since > KEPT_MS) {
      this.current = { since: performance.now(), token: await this.signIn() };
    }
    return this.current.token;
  }

  private async signIn(): Promise<string> {
    let answer = await this.ask();
    if (answer.status === 401) {
      this.screen.line('The code of this half minute has been used; waiting for the next one.');
      await pause(TOTP_STEP_MS - (Date.now() % TOTP_STEP_MS) + 500);
      answer = await this.ask();
    }
    if (answer.status === 401) throw new Problem(`The secrets in ${this.secrets} are not this platform's.`);
    if (answer.status >= 500 || answer.status === 429)
      throw new Error(`the gateway answered ${answer.status}`);
    if (answer.status !== 200) throw new Problem(`Signing in failed: ${answer.detail ?? answer.status}`);
    return answer.accessToken ?? '';
  }

  private async ask(): Promise<{ status: number; accessToken?: string; detail?: string }> {
    const { username, password, totpSecret = '' } = this.read();
    const { statusCode, body } = await request(`${this.gateway}/v1/staff-sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en' },
      body: JSON.stringify({ username, password, totp: authenticator.generate(totpSecret) }),
      headersTimeout: 20_000,
      bodyTimeout: 20_000,
    });
    return { ...((await body.json()) as object), status: statusCode };
  }

  private read(): Record<string, string> {
    try {
      return JSON.parse(readFileSync(join(this.secrets, 'administrator.json'), 'utf8')) as Record<
        string,
        string
      >;
    } catch {
      throw new Problem(
        `The administrator's secrets are not in ${this.secrets}: name a token in OPEN122_TOKEN.`,
      );
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, type Tx } from '@open122/service';

import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { type CodePurpose, drawCode, nextCode, SMS_CODE } from '../sms-code';
import { SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';

export interface CodeOrder {
  mobile: string;
  purpose: CodePurpose;
  /** What the code is for, in Chinese: the person must see what he confirms. */
  words: string;
  /** The whole text, where the usual one would say the wrong thing. */
  text?: (code: string) => string;
  /** The step-up request it belongs to. */
  about?: string;
  /** Nobody to send it to: everything happens but the sending. */
  muted?: boolean;
}

/** Draws, keeps and sends a code. Refuses `sms-code.too-soon` and `sms-code.too-many` with Retry-After. */
@Injectable()
export class IssueCode {
  constructor(
    private readonly codes: SmsCodeStore,
    private readonly sms: SmsStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async issue(tx: Tx, { mobile, purpose, words, text, about, muted = false }: CodeOrder): Promise<void> {
    const of = { phoneRef: this.vault.phoneRef(mobile), purpose, ...(about !== undefined && { about }) };
    const next = nextCode(await this.codes.asked(tx, of), this.clock.now());
    if (!next.allowed) {
      const refused = next.why === 'too-soon' ? refuse.codeTooSoon() : refuse.codeTooMany();
      throw refused.with({ retryAfterSeconds: next.retryAfterSeconds });
    }
    const code = drawCode();
    await this.codes.keep(tx, of, code, next.asked, next.expiresAt);
    const usual = `验证码${code}，用于${words}，${SMS_CODE.minutes}分钟内有效。请勿告知他人。`;
    await this.sms.write(tx, { mobile, text: text?.(code) ?? usual, muted, uselessAfter: next.expiresAt });
  }
}

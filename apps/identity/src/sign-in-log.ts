import { Logger } from '@nestjs/common';
import { Refusal } from '@open122/http';

import type { Holder } from './session';

/** What somebody tries to sign in with. */
export interface Tried {
  readonly kind: Holder['kind'];
  readonly factors: 'password' | 'password+sms' | 'password+totp';
}
/** Tells whose login it is, once that is known; nobody's when nobody has it. */
export type IsOf = (holder: string | undefined) => void;

const log = new Logger('SignIn');

/** Writes into the log how an attempt to sign in ended, whose login it was and what it was tried with; never what was typed. */
export async function loggedSignIn<T>(tried: Tried, attempt: (isOf: IsOf) => Promise<T>): Promise<T> {
  let holder: string | undefined;
  const isOf: IsOf = (whose) => void (holder = whose);
  try {
    const opened = await attempt(isOf);
    log.log({ ...tried, holder, outcome: 'signed-in' });
    return opened;
  } catch (error) {
    if (error instanceof Refusal) log.log({ ...tried, holder, outcome: error.code });
    throw error;
  }
}

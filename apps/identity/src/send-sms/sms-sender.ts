import type { PhoneRef } from '@open122/contracts';

export interface Sms {
  /** The same message has the same id however often it is handed over: the port's idempotency key. */
  id: string;
  phoneRef: PhoneRef;
  /** 11 digits. */
  mobile: string;
  text: string;
}

/** The port through which SMS leave the platform. Rejects when the message was not taken; it is then tried again. */
export abstract class SmsSender {
  abstract send(sms: Sms): Promise<void>;
}

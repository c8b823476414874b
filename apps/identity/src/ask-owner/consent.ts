import { consentMinutes } from '@open122/catalogue';
import { addMinutes, dayOf, type Instant, type PersonRef } from '@open122/contracts';

/** Somebody asks a vehicle's owner for his consent (rules §1.1); the code goes to the owner. */
export interface ConsentRequest {
  useId: string;
  owner: PersonRef;
  /** Who asks, and alone may have the code sent. */
  person: PersonRef;
  plate: string;
  askedAt: Instant;
}

/** Whether the time for the consent is over: the owner is not asked any more. */
export const isOver = ({ askedAt }: Pick<ConsentRequest, 'askedAt'>, now: Instant): boolean =>
  addMinutes(askedAt, consentMinutes.asOf(dayOf(askedAt))) <= now;

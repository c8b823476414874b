import { Controller } from '@nestjs/common';
import {
  ApplicationClosed,
  ApplicationRejected,
  ApplicationSubmitted,
  ApplicationUndone,
  type Payload,
} from '@open122/contracts';
import { type Message, On } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { OpenApplicationStore } from './open-application.store';

type Ended = Payload<typeof ApplicationUndone | typeof ApplicationRejected | typeof ApplicationClosed>;

/** Knows what is open of a person: it stands in the way of closing his account (rules §1). Events of one application come in order. */
@Controller()
export class FollowApplications {
  constructor(private readonly applications: OpenApplicationStore) {}

  @On('identity.follow-submitted', ApplicationSubmitted)
  async submitted({ data }: Message<Payload<typeof ApplicationSubmitted>>, tx: Tx): Promise<void> {
    const { serial, person, business, at } = data;
    await this.applications.open(tx, { serial, person, business, submittedAt: at });
  }

  @On('identity.follow-ended', ApplicationUndone, ApplicationRejected, ApplicationClosed)
  async ended({ data }: Message<Ended>, tx: Tx): Promise<void> {
    await this.applications.close(tx, data.serial);
  }
}

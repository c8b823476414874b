import { Injectable } from '@nestjs/common';
import { ApplicationUndone, inShanghai } from '@open122/contracts';
import { actorOf, type CommandRequest, Idempotency, type Language, principalPerson } from '@open122/http';
import { Outbox } from '@open122/messaging';
import { Clock, type Tx } from '@open122/service';

import { type Application, moved, undoWindowOpen } from '../application';
import { applicationStore } from '../application.store';
import { STATE_WORDS } from '../life-cycle';
import { refuse } from '../refusals';
import { Transition } from '../transition';
import { type ApplicationView, applicationView } from '../views';

/** The one way back for the applicant, while nobody else has seen the application (rules §2.1). */
@Injectable()
export class Undo {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly transition: Transition,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async run(serial: string, command: CommandRequest, language: Language): Promise<ApplicationView> {
    const answer = await this.idempotency.run(command, async (tx) => {
      const application = await this.undo(tx, serial, command);
      return { status: 200, body: applicationView(application, language) };
    });
    return answer.body;
  }

  private async undo(tx: Tx, serial: string, { principal }: CommandRequest): Promise<Application> {
    const application = await applicationStore.lock(tx, serial);
    if (application?.person !== principalPerson(principal).person) throw refuse.notFound();
    const now = this.clock.now();
    const undone = moved(application, 'undone');
    if (undone === null) throw refuse.wrongState({ ...STATE_WORDS[application.state] });
    if (!undoWindowOpen(application, now)) {
      throw refuse.undoWindowClosed({ until: inShanghai(application.undoUntil) });
    }
    await this.transition.apply(tx, application, undone, {
      event: 'undone',
      at: now,
      actor: actorOf(principal),
    });
    const { business, person, object, version } = undone;
    const event = { serial: undone.serial, business, person, object, at: now };
    await this.outbox.add(tx, ApplicationUndone, event, { version });
    return undone;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { PersonRef, Province } from '@open122/contracts';
import { type Principal, principalStaff, type StaffPrincipal } from '@open122/http';
import { PROVINCE } from '@open122/service';

import { refuse } from './refusals';
import { windowServes } from './staff';

/** What a clerk may do where he sits (rules §1). */
@Injectable()
export class WindowDuty {
  constructor(@Inject(PROVINCE) private readonly province: Province) {}

  /** The clerk who acts. Refuses `registration.wrong-window` when his window serves others. */
  clerk(principal: Principal, whom: Province['windows'][number]['kind']): StaffPrincipal {
    const clerk = principalStaff(principal);
    if (!windowServes(whom, clerk.window, this.province.windows)) throw refuse.wrongWindow();
    return clerk;
  }

  /** Refuses `registration.of-oneself`: a clerk cannot act on himself. */
  notOnHimself(clerk: StaffPrincipal, person: PersonRef): void {
    if (clerk.person === person) throw refuse.ofOneself();
  }
}

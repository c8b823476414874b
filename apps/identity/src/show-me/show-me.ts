import { Injectable } from '@nestjs/common';
import { maskMobile, maskNumber } from '@open122/contracts';
import { type PersonPrincipal, refuseRequest, type StaffPrincipal } from '@open122/http';
import { Database } from '@open122/service';

import { AccountStore } from '../account.store';
import { bestParticulars } from '../person';
import { PersonStore } from '../person.store';
import { refuse } from '../refusals';
import { StaffStore } from '../staff.store';
import type { MeView } from './me-view';

/** Who is signed in; numbers masked (design §6). */
@Injectable()
export class ShowMe {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly persons: PersonStore,
    private readonly staff: StaffStore,
  ) {}

  async person({ account: id, person: ref }: PersonPrincipal): Promise<MeView> {
    return this.database.read(async (tx) => {
      const account = await this.accounts.byId(tx, id);
      const person = (await this.persons.known(tx, [ref])).get(ref);
      if (account === null || person === undefined) throw refuse.accountUnknown();
      const mobile = this.accounts.mobileOf(account);
      return {
        kind: 'person',
        account: id,
        level: account.level,
        name: bestParticulars(person.records)?.name ?? '',
        documentType: person.document.type,
        documentNumber: maskNumber(person.document.number),
        mobile: mobile === null ? null : maskMobile(mobile),
      };
    });
  }

  async member({ staff: id }: StaffPrincipal): Promise<MeView> {
    const staff = await this.database.read((tx) => this.staff.byId(tx, id));
    if (staff === null || staff.endedAt !== null) throw refuseRequest.principalInvalid();
    const { username, role, window, owner } = staff;
    return {
      kind: 'staff',
      staffId: id,
      username,
      role,
      window,
      owner,
      name: this.staff.secretsOf(staff).name,
    };
  }
}
